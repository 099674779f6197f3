package dev.varve.storage.tar;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.Cursor;
import dev.varve.storage.tree.TreeRemover;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/// Makes a directory opaque in a tree that holds the parent's files too: what the parent had in it
/// and below goes. A directory of the parent's stays when this layer has put something into it.
final class OpaquePrune {
    private final SeenNames seen;
    private final Cursor at;
    private final Deque<Level> levels = new ArrayDeque<>();

    private OpaquePrune(SeenNames seen, Cursor at) {
        this.seen = seen;
        this.at = at;
    }

    static void prune(Fd directory, SeenNames seen) throws IOException {
        try (Cursor cursor = new Cursor(directory)) {
            new OpaquePrune(seen, cursor).walk();
        }
    }

    private static final class Level {
        private final byte[] name;
        private final long inode;
        private final FileTimes times;
        private final Iterator<byte[]> names;
        private boolean kept;

        private Level(byte[] name, Fd directory) throws LinuxException {
            Stat stat = Stat.of(directory);
            this.name = name;
            this.inode = stat.inode();
            this.times = stat.times();
            this.names = Names.in(directory).iterator();
        }
    }

    private void walk() throws IOException {
        levels.push(new Level(new byte[0], at.fd()));
        while (true) {
            Level level = levels.element();
            if (level.names.hasNext()) {
                step(level, level.names.next());
                continue;
            }
            Attributes.futimens(at.fd(), level.times);
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            at.leave();
            settle(levels.element(), level.name, level.kept);
        }
    }

    private void step(Level level, byte[] name) throws LinuxException {
        if (Stat.at(at.fd(), name).isDirectory()) {
            at.enter(name);
            levels.push(new Level(name, at.fd()));
        } else {
            settle(level, name, false);
        }
    }

    private void settle(Level level, byte[] name, boolean holdsSeen) throws LinuxException {
        if (holdsSeen || seen.contains(level.inode, name)) {
            level.kept = true;
        } else {
            TreeRemover.remove(at.fd(), name);
        }
    }
}
