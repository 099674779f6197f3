package dev.varve.daemon;

import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverType;
import dev.varve.storage.btrfs.BtrfsDriver;
import dev.varve.storage.fuseoverlayfs.FuseOverlayfsDriver;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;
import dev.varve.storage.zfs.ZfsDriver;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The storage drivers that there are, the best first.
final class DriverTypes {
    static final List<DriverType> ALL =
            List.of(
                    Overlay2Driver.TYPE,
                    FuseOverlayfsDriver.TYPE,
                    BtrfsDriver.TYPE,
                    ZfsDriver.TYPE,
                    VfsDriver.TYPE);

    private DriverTypes() {}

    static Optional<DriverType> find(String name) {
        return ALL.stream().filter(type -> type.name().equals(name)).findFirst();
    }

    /// For messages.
    static String names() {
        return ALL.stream().map(DriverType::name).collect(Collectors.joining(", "));
    }

    /// @throws DriverOptionException naming each option that no driver has
    static void requireKnown(DriverOptions options) throws DriverOptionException {
        Set<String> rest = new HashSet<>(options.names());
        for (DriverType type : ALL) {
            DriverOptions own = options.of(type.name());
            own.requireKnown(type.name(), type.options());
            rest.removeAll(own.names());
        }
        if (!rest.isEmpty()) {
            throw new DriverOptionException(
                    "unknown storage option "
                            + rest.stream().sorted().collect(Collectors.joining(", "))
                            + ": the name of an option starts with that of its driver, which is"
                            + " one of "
                            + names());
        }
    }
}
