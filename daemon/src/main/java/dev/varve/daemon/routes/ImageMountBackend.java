package dev.varve.daemon.routes;

import dev.varve.catalog.MountedImage;

import java.nio.file.Path;
import java.util.List;

/// What [ImageMountRoutes] needs of the store. Failures are [dev.varve.error.StoreException].
/// `name` is what the user wrote: a name, an image ID or the start of one.
public interface ImageMountBackend {
    /// @return where the image is mounted, for reading only
    Path mount(String name);

    void unmount(String name);

    /// The oldest first.
    List<MountedImage> list();
}
