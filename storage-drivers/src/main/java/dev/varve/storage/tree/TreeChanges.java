package dev.varve.storage.tree;

import dev.varve.storage.Change;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Compares a tree, which may be in use, with the one that it started from.
///
/// A directory that is gone is one change, and so is one that became a file; each name of one that
/// is new is a change. A directory in which something changed is modified. The top itself is not
/// compared, and what somebody has mounted in the tree is taken for unchanged.
public final class TreeChanges {
    private final TreeForm form;
    private final Sameness sameness;
    private final Cursor tree;
    private final @Nullable Cursor base;
    private final long mount;
    private final TrailPath path = new TrailPath();
    private final SortedMap<String, Change.Kind> found = new TreeMap<>();

    private TreeChanges(TreeForm form, Sameness sameness, Cursor tree, @Nullable Cursor base)
            throws LinuxException {
        this.form = form;
        this.sameness = sameness;
        this.tree = tree;
        this.base = base;
        this.mount = Stat.of(tree.fd()).mount();
    }

    /// @param form what kind of tree `top` is; `base` is whole
    /// @return sorted by path in raw byte order
    public static List<Change> between(Fd top, Fd base, TreeForm form, Sameness sameness)
            throws IOException {
        try (Cursor tree = new Cursor(top);
                Cursor old = new Cursor(base)) {
            return new TreeChanges(form, sameness, tree, old).walked();
        }
    }

    /// What changed since there was nothing.
    public static List<Change> of(Fd top, TreeForm form) throws IOException {
        try (Cursor tree = new Cursor(top)) {
            return new TreeChanges(form, (_, _) -> false, tree, null).walked();
        }
    }

    private List<Change> walked() throws IOException {
        walk();
        return found.entrySet().stream()
                .map(change -> new Change(change.getKey(), change.getValue()))
                .toList();
    }

    /// @param compared whether `base` stands in the same directory
    private record Level(Iterator<byte[]> names, boolean compared) {
        Level gone() {
            return new Level(Collections.emptyIterator(), compared);
        }
    }

    private void walk() throws IOException {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(names(base != null), base != null));
        while (true) {
            Level level = levels.element();
            if (level.names().hasNext()) {
                step(level.names().next(), level.compared()).ifPresent(levels::push);
                continue;
            }
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            path.leave();
            if (base != null && level.compared()) {
                base.leave();
            }
            if (!tree.leaveIfThere()) {
                levels.push(levels.pop().gone());
            }
        }
    }

    /// What has to be looked at in the directory where the tree stands.
    private Iterator<byte[]> names(boolean compared) throws LinuxException {
        SortedSet<byte[]> names = new TreeSet<>(Arrays::compareUnsigned);
        names.addAll(form.names(tree.fd()));
        if (base != null && compared && form.isComplete(tree.fd())) {
            names.addAll(Names.in(base.fd()));
        }
        return names.iterator();
    }

    /// Compares a name, and enters it when it is a directory.
    private Optional<Level> step(byte[] name, boolean compared) throws IOException {
        @Nullable Stat now = Stat.find(tree.fd(), name).orElse(null);
        @Nullable Stat old =
                base != null && compared ? Stat.find(base.fd(), name).orElse(null) : null;
        if (now == null || form.isWhiteout(now)) {
            if (old != null) {
                record(name, Change.Kind.DELETED);
            }
            return Optional.empty();
        }
        if (now.mount() != mount) {
            return Optional.empty();
        }
        if (old == null) {
            record(name, Change.Kind.ADDED);
        } else if (base != null && !same(base.fd(), name, now, old)) {
            record(name, Change.Kind.MODIFIED);
        }
        return now.isDirectory() ? enter(name, old != null && old.isDirectory()) : Optional.empty();
    }

    private boolean same(Fd before, byte[] name, Stat now, Stat old) throws IOException {
        try {
            return sameness.same(
                    new Sameness.Place(tree.fd(), name, now),
                    new Sameness.Place(before, name, old));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return false; // removed meanwhile by those who use it
            }
            throw e;
        }
    }

    private Optional<Level> enter(byte[] name, boolean compared) throws IOException {
        if (!tree.enterIfThere(name)) {
            return Optional.empty();
        }
        path.enter(name);
        if (base != null && compared) {
            base.enter(name);
        }
        return Optional.of(new Level(names(compared), compared));
    }

    private void record(byte[] name, Change.Kind kind) {
        String at = "/" + new String(path.to(name), StandardCharsets.ISO_8859_1);
        found.put(at, kind);
        for (int slash = at.lastIndexOf('/'); slash > 0; slash = at.lastIndexOf('/', slash - 1)) {
            if (found.putIfAbsent(at.substring(0, slash), Change.Kind.MODIFIED) != null) {
                return;
            }
        }
    }
}
