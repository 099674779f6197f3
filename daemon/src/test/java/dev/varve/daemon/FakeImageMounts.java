package dev.varve.daemon;

import dev.varve.catalog.MountedImage;
import dev.varve.daemon.routes.ImageMountBackend;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.NotFound;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Mounts `busybox`, notes what it is asked for, and refuses to unmount `busy`.
final class FakeImageMounts implements ImageMountBackend {
    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public Path mount(String name) {
        calls.add("mount " + name);
        if (!name.equals("busybox")) {
            throw new NotFound("No such image: " + name);
        }
        return Path.of("/var/lib/varve/mounts/a");
    }

    @Override
    public void unmount(String name) {
        calls.add("unmount " + name);
        if (name.equals("busy")) {
            throw new Conflict("cannot unmount image busy: somebody works in it");
        }
    }

    @Override
    public List<MountedImage> list() {
        return List.of(
                new MountedImage(
                        FakeStore.busybox(),
                        Path.of("/var/lib/varve/mounts/a"),
                        "overlay2",
                        Instant.parse("2024-02-03T11:05:06Z")));
    }
}
