package dev.varve.storage.fuseoverlayfs;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.DriverType;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.linux.IdMap;
import dev.varve.storage.overlay.OverlayDriver;
import dev.varve.storage.overlay.OverlayProbe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// Layers as differences, stacked by the program fuse-overlayfs. Needs it on the path, `/dev/fuse`,
/// and root or a user namespace of its own.
public final class FuseOverlayfsDriver {
    public static final DriverType TYPE =
            new DriverType(
                    "fuse-overlayfs",
                    Set.of(),
                    (root, _) -> probe(root),
                    OverlayProbe::sweep,
                    (home, options) -> {
                        options.requireKnown("fuse-overlayfs", Set.of());
                        return open(home);
                    });

    private FuseOverlayfsDriver() {}

    /// Opens or makes the driver's directory, and detaches stale mounts in it. Writable layers that
    /// are attached stay so; one whose program was killed is mounted again.
    public static StorageDriver open(Path home) throws IOException {
        return OverlayDriver.open(home, stacking());
    }

    /// Mounts an overlay of two layers in a temporary directory in `home`, which must exist.
    public static DriverProbe probe(Path home) {
        return OverlayProbe.of(stacking(), home);
    }

    private static FuseStacking stacking() {
        return new FuseStacking(IdMap.own().isPartial());
    }
}
