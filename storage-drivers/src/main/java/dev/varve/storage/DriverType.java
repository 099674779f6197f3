package dev.varve.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// A storage driver that is not open yet. Who chooses one has a list of these.
///
/// @param name as dockerd spells it; also the name of the driver's directory under the root
/// @param options the full names of its options, such as `zfs.fsname`
/// @param probe finds out whether it works on a root
/// @param opener opens it
public record DriverType(String name, Set<String> options, Probe probe, Opener opener) {
    /// A driver without options.
    public DriverType(String name, Probe probe, Opener opener) {
        this(name, Set.of(), probe, opener);
    }

    /// Tries the driver for real, in a temporary place of its own that it leaves no trace of.
    @FunctionalInterface
    public interface Probe {
        /// @param root the store's root, which exists
        DriverProbe probe(Path root, DriverOptions options);
    }

    /// Opens or makes the driver's directory.
    @FunctionalInterface
    public interface Opener {
        /// @param home the driver's directory; its parent, the store's root, exists
        /// @throws DriverOptionException for an option that the driver cannot use
        StorageDriver open(Path home, DriverOptions options) throws IOException;
    }
}
