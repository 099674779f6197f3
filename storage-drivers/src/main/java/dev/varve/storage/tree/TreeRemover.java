package dev.varve.storage.tree;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/// Removes whatever stands under a name, however deep it is, but nothing that is mounted there:
/// that is `EBUSY`.
///
/// A directory more than [#DEPTH] levels down is first moved up to the top of the tree, so that the
/// number of open descriptors stays small whatever the tree looks like. Of large trees several
/// directories are removed at once, as giving back a file's blocks takes a processor longer than
/// the disk; by more threads than there are processors, since ext4 has them wait for each other at
/// its list of files without a name (`s_orphan_lock`).
public final class TreeRemover {
    private static final int DEPTH = 64;

    /// So many names are removed before others help.
    private static final long ALONE = 1000;

    private static final int THREADS = Math.min(16, 2 * Runtime.getRuntime().availableProcessors());

    /// What trees that are removed together have in common.
    private static final class Work implements AutoCloseable {
        private final AtomicLong removed = new AtomicLong();
        private @Nullable ForkJoinPool helpers;

        boolean isLarge() {
            return removed.get() >= ALONE;
        }

        synchronized ForkJoinTask<?> give(Runnable task) {
            ForkJoinPool pool = helpers;
            if (pool == null) {
                pool = new ForkJoinPool(THREADS);
                helpers = pool;
            }
            return pool.submit(task);
        }

        /// Not under the lock, which a helper may want before it ends.
        @Override
        public void close() {
            ForkJoinPool pool;
            synchronized (this) {
                pool = helpers;
            }
            if (pool != null) {
                pool.close();
            }
        }
    }

    private final Fd top;
    private final long mount;
    private final Work work;
    private final AtomicInteger moved = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private TreeRemover(Fd top, Work work) throws LinuxException {
        this.top = top;
        this.mount = Stat.of(top).mount();
        this.work = work;
    }

    /// Removes `name` in `dir`; a name that does not exist is no error.
    public static void remove(Fd dir, byte[] name) throws LinuxException {
        remove(dir, List.of(name));
    }

    /// Removes several names. After a failure the rest may still be there.
    public static void remove(Fd dir, List<byte[]> names) throws LinuxException {
        try (Work work = new Work()) {
            for (byte[] name : names) {
                removeOne(dir, name, work);
            }
        }
    }

    private static void removeOne(Fd dir, byte[] name, Work work) throws LinuxException {
        if (unlink(dir, name)) {
            return;
        }
        try (Fd top = Open.directory(dir, name)) {
            TreeRemover remover = new TreeRemover(top, work);
            remover.checkMount(name, dir);
            List<Names.Entry> entries = Names.entries(top);
            while (!entries.isEmpty()) {
                remover.removeAll(top, entries, 1);
                entries = Names.entries(top);
            }
        }
        Nodes.unlinkat(dir, name, Nodes.AT_REMOVEDIR);
    }

    private void removeAll(Fd dir, List<Names.Entry> entries, int depth) throws LinuxException {
        List<ForkJoinTask<?>> others = new ArrayList<>();
        try {
            for (Names.Entry entry : entries) {
                byte[] name = entry.name();
                // What somebody has made of the name since is seen by the calls that follow.
                if (!entry.directory() && unlink(dir, name)) {
                    work.removed.incrementAndGet();
                } else if (depth >= DEPTH) {
                    moveUp(dir, name);
                } else if (!work.isLarge()) {
                    removeDirectory(dir, name, depth);
                } else {
                    others.add(work.give(() -> tryToRemove(dir, name, depth)));
                }
            }
        } finally {
            // They use the descriptor of this directory.
            others.reversed().forEach(ForkJoinTask::quietlyJoin);
        }
        switch (failure.get()) {
            case null -> {}
            case LinuxException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void tryToRemove(Fd dir, byte[] name, int depth) {
        try {
            removeDirectory(dir, name, depth);
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
        }
    }

    private void removeDirectory(Fd dir, byte[] name, int depth) throws LinuxException {
        try (Fd child = Open.directory(dir, name)) {
            checkMount(name, child);
            removeAll(child, Names.entries(child), depth + 1);
        }
        Nodes.unlinkat(dir, name, Nodes.AT_REMOVEDIR);
        work.removed.incrementAndGet();
    }

    private void checkMount(byte[] name, Fd other) throws LinuxException {
        if (Stat.of(other).mount() != mount) {
            throw LinuxException.busy("remove", name);
        }
    }

    /// What the new name may replace is removed with the tree anyway.
    private void moveUp(Fd dir, byte[] name) throws LinuxException {
        while (true) {
            byte[] fresh =
                    (".varve-removing-" + moved.getAndIncrement())
                            .getBytes(StandardCharsets.US_ASCII);
            try {
                Nodes.renameat2(dir, name, top, fresh, 0);
                return;
            } catch (LinuxException e) {
                switch (e.errno()) {
                    case Errno.EEXIST, Errno.ENOTEMPTY, Errno.ENOTDIR -> {}
                    default -> throw e;
                }
            }
        }
    }

    /// @return false when the name is a directory
    private static boolean unlink(Fd dir, byte[] name) throws LinuxException {
        try {
            Nodes.unlinkat(dir, name, 0);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EISDIR || e.errno() == Errno.EPERM) {
                return false;
            }
            if (e.errno() == Errno.ENOENT) {
                return true;
            }
            throw e;
        }
    }
}
