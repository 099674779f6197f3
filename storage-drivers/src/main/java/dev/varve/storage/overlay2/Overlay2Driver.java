package dev.varve.storage.overlay2;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.DriverType;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.linux.IdMap;
import dev.varve.storage.overlay.OverlayDriver;
import dev.varve.storage.overlay.OverlayProbe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// Layers as differences, stacked by the kernel's overlay file system. Needs root, or a user
/// namespace of its own, where overlays are mounted with `userxattr`.
public final class Overlay2Driver {
    public static final DriverType TYPE =
            new DriverType(
                    "overlay2",
                    Set.of(),
                    (root, _) -> probe(root),
                    OverlayProbe::sweep,
                    (home, options) -> {
                        options.requireKnown("overlay2", Set.of());
                        return open(home);
                    });

    private Overlay2Driver() {}

    /// Opens or makes the driver's directory, and detaches stale mounts in it. Writable layers that
    /// are attached stay so.
    public static StorageDriver open(Path home) throws IOException {
        return OverlayDriver.open(home, new KernelOverlay(IdMap.own().isPartial()));
    }

    /// Mounts an overlay of two layers in a temporary directory in `home`, which must exist.
    public static DriverProbe probe(Path home) {
        return OverlayProbe.of(new KernelOverlay(IdMap.own().isPartial()), home);
    }
}
