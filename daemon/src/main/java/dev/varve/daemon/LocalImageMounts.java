package dev.varve.daemon;

import dev.varve.catalog.ImageMounts;
import dev.varve.catalog.MountedImage;
import dev.varve.daemon.routes.ImageMountBackend;

import java.nio.file.Path;
import java.util.List;

/// The engine's mounted images as the routes want them.
record LocalImageMounts(ImageMounts mounts) implements ImageMountBackend {
    @Override
    public Path mount(String name) {
        return mounts.mount(name);
    }

    @Override
    public void unmount(String name) {
        mounts.unmount(name);
    }

    @Override
    public List<MountedImage> list() {
        return mounts.list();
    }
}
