package dev.varve.storage.tree;

import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;

/// For a tree that is a snapshot of the other one. What keeps its number and the time of its last
/// change, which nobody can set, was not touched in any way; the rest is asked another rule.
///
/// A time that is not before that of the snapshot is not trusted: where the kernel's clock is
/// coarse, a change just after the snapshot can have the time of one just before it.
///
/// @param since tells when the snapshot was there
public record SnapshotSameness(Stat since, Sameness otherwise) implements Sameness {
    @Override
    public boolean same(Place place, Place old) throws LinuxException {
        return isUntouched(place.stat(), old.stat()) || otherwise.same(place, old);
    }

    private boolean isUntouched(Stat now, Stat before) {
        return now.inode() == before.inode()
                && now.changedSeconds() == before.changedSeconds()
                && now.changedNanos() == before.changedNanos()
                && now.changedBefore(since);
    }
}
