package dev.varve.daemon;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.fuseoverlayfs.FuseOverlayfsDriver;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Chooses the storage driver: the one that was asked for, or the first that works here.
final class DriverChoice {
    private static final Logger log = LoggerFactory.getLogger(DriverChoice.class);
    private static final List<String> KNOWN = List.of("overlay2", "fuse-overlayfs", "vfs");

    private final List<String> warnings = new ArrayList<>();

    /// Why a better driver was not chosen, if it was not.
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /// @param asked the name that the configuration gives
    /// @param root the store's root; a driver lives in the directory of its name
    StorageDriver open(Optional<String> asked, Path root) throws IOException {
        if (asked.isPresent()) {
            return openNamed(asked.get(), root);
        }
        return switch (Overlay2Driver.probe(root)) {
            case DriverProbe.Usable() -> Overlay2Driver.open(root.resolve("overlay2"));
            case DriverProbe.Unusable(String reason) -> {
                String warning = "using the slow driver vfs: " + reason;
                log.warn("{}", warning);
                warnings.add(warning);
                yield VfsDriver.open(root.resolve("vfs"));
            }
        };
    }

    private static StorageDriver openNamed(String name, Path root) throws IOException {
        Path home = root.resolve(name);
        return switch (name) {
            case "overlay2" -> {
                if (Overlay2Driver.probe(root) instanceof DriverProbe.Unusable(String reason)) {
                    throw new IOException(reason + "; choose another --storage-driver");
                }
                yield Overlay2Driver.open(home);
            }
            case "fuse-overlayfs" -> FuseOverlayfsDriver.open(home);
            case "vfs" -> VfsDriver.open(home);
            default ->
                    throw new IOException(
                            "there is no storage driver "
                                    + name
                                    + "; choose one of "
                                    + String.join(", ", KNOWN)
                                    + ", or leave --storage-driver out");
        };
    }
}
