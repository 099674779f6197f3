package dev.varve.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// A storage driver that is not open yet. Who chooses one has a list of these.
///
/// @param name as dockerd spells it; also the name of the driver's directory under the root
/// @param options the full names of its options, such as `zfs.fsname`
/// @param probe finds out whether it works on a root
/// @param sweep removes what an interrupted probe has left
/// @param opener opens it
public record DriverType(
        String name, Set<String> options, Probe probe, Sweep sweep, Opener opener) {
    /// A driver whose probe leaves nothing, whenever it ends.
    public DriverType(String name, Set<String> options, Probe probe, Opener opener) {
        this(name, options, probe, _ -> {}, opener);
    }

    /// The same without options.
    public DriverType(String name, Probe probe, Opener opener) {
        this(name, Set.of(), probe, opener);
    }

    /// Tries the driver for real, in a temporary place of its own that it leaves no trace of.
    @FunctionalInterface
    public interface Probe {
        /// @param root the store's root, which exists
        DriverProbe probe(Path root, DriverOptions options);
    }

    /// Removes the places of probes that a crash has interrupted, and unmounts what is mounted
    /// there. There is none of a probe that goes on: the root is locked.
    @FunctionalInterface
    public interface Sweep {
        /// @param root the store's root, which exists
        void sweep(Path root) throws IOException;
    }

    /// Opens or makes the driver's directory.
    @FunctionalInterface
    public interface Opener {
        /// @param home the driver's directory; its parent, the store's root, exists
        /// @throws DriverOptionException for an option that the driver cannot use
        StorageDriver open(Path home, DriverOptions options) throws IOException;
    }
}
