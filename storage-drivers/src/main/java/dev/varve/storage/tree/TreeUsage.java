package dev.varve.storage.tree;

import dev.varve.storage.DiskUsage;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/// Measures a tree as dockerd does: the apparent sizes of everything that is no directory, each
/// inode once. The tree may be in use; what somebody has mounted in it is not measured.
public final class TreeUsage {
    private final Set<Stat.Identity> linked = new HashSet<>();
    private long bytes;
    private long inodes;
    private long mount;

    private TreeUsage() {}

    /// The whole tree; the top directory counts as an inode.
    public static DiskUsage of(Fd top) throws IOException {
        TreeUsage usage = new TreeUsage();
        usage.inodes = 1;
        try (Cursor tree = new Cursor(top)) {
            usage.walk(tree, null);
        }
        return new DiskUsage(usage.bytes, usage.inodes);
    }

    /// Only what differs from `base`, name by name: type, mode, owner, size or time of change of
    /// content.
    public static DiskUsage difference(Fd top, Fd base) throws IOException {
        TreeUsage usage = new TreeUsage();
        try (Cursor tree = new Cursor(top);
                Cursor old = new Cursor(base)) {
            usage.walk(tree, old);
        }
        return new DiskUsage(usage.bytes, usage.inodes);
    }

    /// @param compared whether the other cursor stands in the same directory
    private record Level(Iterator<byte[]> names, boolean compared) {
        Level gone() {
            return new Level(Collections.emptyIterator(), compared);
        }
    }

    private void walk(Cursor tree, @Nullable Cursor base) throws IOException {
        mount = Stat.of(tree.fd()).mount();
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(Names.in(tree.fd()).iterator(), base != null));
        while (true) {
            Level level = levels.element();
            Cursor compared = level.compared() ? base : null;
            if (level.names().hasNext()) {
                step(level.names().next(), tree, compared).ifPresent(levels::push);
                continue;
            }
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            if (compared != null) {
                compared.leave();
            }
            if (!tree.leaveIfThere()) {
                levels.push(levels.pop().gone());
            }
        }
    }

    /// Counts a name, and enters it when it is a directory.
    private Optional<Level> step(byte[] name, Cursor tree, @Nullable Cursor base)
            throws LinuxException {
        Stat stat = Stat.find(tree.fd(), name).orElse(null);
        if (stat == null || stat.mount() != mount) {
            return Optional.empty();
        }
        Optional<Stat> old = base == null ? Optional.empty() : Stat.find(base.fd(), name);
        if (old.isEmpty() || !same(stat, old.get())) {
            count(stat);
        }
        if (!stat.isDirectory()) {
            return Optional.empty();
        }
        boolean compared = base != null && old.isPresent() && old.get().isDirectory();
        if (!tree.enterIfThere(name)) {
            return Optional.empty();
        }
        if (compared) {
            base.enter(name);
        }
        return Optional.of(new Level(Names.in(tree.fd()).iterator(), compared));
    }

    private void count(Stat stat) {
        if (stat.links() > 1 && !stat.isDirectory() && !linked.add(stat.identity())) {
            return;
        }
        inodes++;
        bytes += stat.isDirectory() ? 0 : stat.size();
    }

    private static boolean same(Stat a, Stat b) {
        return a.mode() == b.mode()
                && a.uid() == b.uid()
                && a.gid() == b.gid()
                && a.special() == b.special()
                && (a.isDirectory() || a.size() == b.size())
                && a.times().modifiedSeconds() == b.times().modifiedSeconds()
                && a.times().modifiedNanos() == b.times().modifiedNanos();
    }
}
