package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;

/// Whether a name stands for the same in two directories. What is below a directory is not asked
/// for.
@FunctionalInterface
public interface Sameness {
    boolean same(Place place, Place old) throws LinuxException;

    /// A name in an open directory, with what the kernel says of it.
    @SuppressWarnings("ArrayRecordComponent") // raw name; never compared or changed
    record Place(Fd directory, byte[] name, Stat stat) {}
}
