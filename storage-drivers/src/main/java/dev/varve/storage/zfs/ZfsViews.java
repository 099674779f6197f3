package dev.varve.storage.zfs;

import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.zfs.ZfsDatasets.Dataset;
import dev.varve.storage.zfs.ZfsDatasets.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// What is mounted: layers in the making, the views that are open, and the writable layers that are
/// attached. A dataset is mounted once however many look at it.
///
/// A dataset that somebody works in is never taken out of the tree by force (`MNT_DETACH`): whether
/// it is free could no longer be seen, and zfs-fuse, which then does not hear of the last file
/// being closed, waits for that for ever and with it all its file systems.
final class ZfsViews {
    private final ZfsLayout layout;
    private final ZfsDatasets datasets;
    private final Map<LayerKey, Integer> users = new HashMap<>();

    ZfsViews(ZfsLayout layout, ZfsDatasets datasets) {
        this.layout = layout;
        this.datasets = datasets;
    }

    synchronized RootfsMount open(Dataset dataset) throws IOException {
        LayerKey key = dataset.key();
        if (!users.containsKey(key) && !isHeld(key)) {
            Disk.deleteIfExists(layout.attached(key));
            mount(dataset);
        }
        users.merge(key, 1, Integer::sum);
        AtomicBoolean open = new AtomicBoolean(true);
        return new RootfsMount() {
            @Override
            public Path path() {
                return layout.mountPoint(key);
            }

            @Override
            public void close() throws IOException {
                if (open.getAndSet(false)) {
                    release(key);
                }
            }
        };
    }

    /// Mounts a layer in the making, until [#unmountStaged].
    synchronized Path mount(Dataset dataset) throws IOException {
        Path path = layout.mountPoint(dataset.key());
        if (!Mounts.isMountPoint(path)) {
            DriverHome.makeDirectory(path, 0700);
            boolean readOnly = dataset.kind() == Kind.LAYER && !layout.isStaged(dataset.key());
            datasets.mount(dataset.key(), readOnly);
        }
        if (!Mounts.isMountPoint(path)) {
            throw new IOException(
                    datasets.name(dataset.key())
                            + " was mounted and is not at "
                            + path
                            + "; does zfs-fuse run in another mount namespace?");
        }
        return path;
    }

    /// Fails with `EBUSY` when somebody works in it.
    synchronized void unmountStaged(LayerKey key) throws IOException {
        if (Mounts.isMountPoint(layout.mountPoint(key))) {
            ZfsUnmount.unmount(layout.mountPoint(key));
        }
    }

    /// Mounts a writable layer for longer than this process lives.
    synchronized Path attach(Dataset dataset) throws IOException {
        LayerKey key = dataset.key();
        if (!isAttached(key)) {
            // Before the mount: one that has no file to say so is taken for a dead process's view.
            DriverHome.writeFile(layout.attached(key), "", 0600);
            try {
                mount(dataset);
            } catch (IOException e) {
                Disk.delete(layout.attached(key));
                throw e;
            }
        }
        return layout.mountPoint(key);
    }

    synchronized boolean isAttached(LayerKey key) throws IOException {
        return Files.exists(layout.attached(key)) && Mounts.isMountPoint(layout.mountPoint(key));
    }

    private boolean isHeld(LayerKey key) throws IOException {
        return layout.isStaged(key) || isAttached(key);
    }

    synchronized void detach(LayerKey key) throws IOException {
        Path path = layout.mountPoint(key);
        if (isAttached(key)) {
            if (users.containsKey(key) || !Mounts.below(path).isEmpty()) {
                throw LinuxException.busy("detach", path);
            }
            ZfsUnmount.unmount(path);
        }
        Disk.deleteIfExists(layout.attached(key));
    }

    private synchronized void release(LayerKey key) throws IOException {
        Integer left = users.computeIfPresent(key, (_, count) -> count - 1);
        if (left != null && left == 0) {
            users.remove(key);
            if (!isHeld(key)) {
                unmountIfIdle(key);
            }
        }
    }

    /// Unmounts whoever looks, and what is mounted inside.
    ///
    /// @return false when somebody works in it: then it stays mounted
    synchronized boolean drop(LayerKey key) throws IOException {
        users.remove(key);
        Mounts.detachBelow(layout.mountPoint(key), _ -> false);
        return unmountIfIdle(key);
    }

    /// @return false when somebody works in it: then it stays mounted, until a next time
    synchronized boolean unmountIfIdle(LayerKey key) throws IOException {
        Path path = layout.mountPoint(key);
        if (!Mounts.isMountPoint(path)) {
            Disk.deleteIfExists(path);
            return true;
        }
        try {
            ZfsUnmount.unmount(path);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EBUSY) {
                return false;
            }
            throw e;
        }
    }

    /// Unmounts what nobody works in, but writable layers that are attached.
    synchronized void unmountStale() throws IOException {
        for (LayerKey key : DriverHome.keysIn(layout.graph())) {
            if (!isAttached(key)) {
                unmountIfIdle(key);
            }
        }
    }

    /// Unmounts all but writable layers that are attached.
    synchronized void close() throws IOException {
        users.clear();
        unmountStale();
    }
}
