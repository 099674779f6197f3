package dev.varve.storage.tar;

import java.util.HashSet;
import java.util.Set;

/// Which directories show no sign of what is put into them. In a layer all: their times are those
/// of an entry, or of the parent. In a tree that is in use only those of which an entry gave the
/// times.
final class DirectoryTimes {
    private record Inode(OpenDirectory directory) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Inode inode && directory.is(inode.directory);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(directory.inode());
        }
    }

    private final boolean all;
    private final Set<Inode> given = new HashSet<>();

    private DirectoryTimes(boolean all) {
        this.all = all;
    }

    static DirectoryTimes keepAll() {
        return new DirectoryTimes(true);
    }

    static DirectoryTimes keepGiven() {
        return new DirectoryTimes(false);
    }

    boolean kept(OpenDirectory directory) {
        return all || given.contains(new Inode(directory));
    }

    void given(OpenDirectory directory) {
        if (!all) {
            given.add(new Inode(directory));
        }
    }
}
