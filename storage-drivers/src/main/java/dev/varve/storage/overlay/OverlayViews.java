package dev.varve.storage.overlay;

import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What is mounted: the views that are open, and the writable layers that are attached. A layer is
/// mounted once however many look at it.
final class OverlayViews {
    private static final Logger LOG = LoggerFactory.getLogger(OverlayViews.class);

    private final OverlayLayout layout;
    private final OverlayStacking stacking;
    private final Map<LayerKey, Integer> users = new HashMap<>();

    OverlayViews(OverlayLayout layout, OverlayStacking stacking) {
        this.layout = layout;
        this.stacking = stacking;
    }

    synchronized RootfsMount open(LayerKey key) throws IOException {
        List<String> lowers = layout.lowers(key);
        if (lowers.isEmpty()) {
            return new View(layout.diff(key), null);
        }
        if (!users.containsKey(key) && !isAttached(key)) {
            Disk.deleteIfExists(layout.attached(key));
            mount(key, lowers);
        } else {
            mountAgainIfDead(key, lowers);
        }
        users.merge(key, 1, Integer::sum);
        return new View(layout.merged(key), key);
    }

    private void mount(LayerKey key, List<String> lowers) throws IOException {
        Path merged = layout.merged(key);
        List<Path> below = lowers.stream().map(layout.home().path()::resolve).toList();
        try {
            DriverHome.makeDirectory(merged, 0700);
            if (layout.isWritable(key)) {
                stacking.writable(layout.diff(key), layout.work(key), below, merged);
            } else {
                List<Path> layers = new ArrayList<>(List.of(layout.diff(key)));
                layers.addAll(below);
                stacking.readOnly(layers, merged);
            }
        } catch (IOException e) {
            removeMountPoint(merged);
            throw e;
        }
    }

    private void mountAgainIfDead(LayerKey key, List<String> lowers) throws IOException {
        Path merged = layout.merged(key);
        if (!lowers.isEmpty() && stacking.isDead(merged)) {
            Mounts.detach(merged);
            mount(key, lowers);
        }
    }

    /// Mounts an attached layer again when what served its mount has died.
    synchronized void revive(LayerKey key) throws IOException {
        if (isAttached(key)) {
            mountAgainIfDead(key, layout.lowers(key));
        }
    }

    /// Brings what was written through a layer's mount, if it has one, into its directory.
    synchronized void settle(LayerKey key) throws IOException {
        Path merged = layout.merged(key);
        if ((users.containsKey(key) || isAttached(key)) && Mounts.isMountPoint(merged)) {
            stacking.settle(merged);
        }
    }

    /// Mounts a writable layer for longer than this process lives. One without parents is its own
    /// directory, and is mounted nowhere.
    synchronized Path attach(LayerKey key) throws IOException {
        List<String> lowers = layout.lowers(key);
        if (!isAttached(key)) {
            try {
                // Before the mount: one that has no file to say so is taken for a dead process's
                // view.
                DriverHome.writeFile(layout.attached(key), "", 0600);
                if (!lowers.isEmpty() && !users.containsKey(key)) {
                    mount(key, lowers);
                    return layout.merged(key);
                }
            } catch (IOException e) {
                Disk.deleteIfExists(layout.attached(key));
                throw e;
            }
        }
        mountAgainIfDead(key, lowers);
        return lowers.isEmpty() ? layout.diff(key) : layout.merged(key);
    }

    synchronized boolean isAttached(LayerKey key) throws IOException {
        return Files.exists(layout.attached(key))
                && (layout.lowers(key).isEmpty() || Mounts.isMountPoint(layout.merged(key)));
    }

    synchronized void detach(LayerKey key) throws IOException {
        Path merged = layout.merged(key);
        if (isAttached(key)) {
            if (users.containsKey(key) || !Mounts.below(layout.diff(key)).isEmpty()) {
                throw LinuxException.busy("detach", merged);
            }
            if (!layout.lowers(key).isEmpty()) {
                if (stacking.isDead(merged)) {
                    Mounts.detach(merged);
                } else {
                    Mounts.unmount(merged);
                }
                removeMountPoint(merged);
            }
        }
        Disk.deleteIfExists(layout.attached(key));
    }

    /// Removes what a process that died in the middle of a mount or unmount has left: the empty
    /// directory, and the file that says that a layer is attached where nothing is mounted.
    synchronized void sweep(Iterable<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            boolean stale = Files.exists(layout.merged(key)) || Files.exists(layout.attached(key));
            if (stale && !users.containsKey(key) && !isAttached(key)) {
                removeMountPoint(layout.merged(key));
                Disk.deleteIfExists(layout.attached(key));
            }
        }
    }

    /// Files may lie below a mount: a copy of the root that was made while something was mounted
    /// has them. They are nobody's to delete, and in nobody's way.
    private static void removeMountPoint(Path merged) throws IOException {
        try {
            Disk.deleteIfExists(merged);
        } catch (DirectoryNotEmptyException e) {
            LOG.warn("{} is not mounted and has files in it, which stay", merged);
        }
    }

    private synchronized void release(LayerKey key) throws IOException {
        Integer left = users.computeIfPresent(key, (_, count) -> count - 1);
        if (left != null && left == 0) {
            users.remove(key);
            if (!isAttached(key)) {
                unmount(key);
            }
        }
    }

    /// Unmounts whoever looks, and whoever works in it.
    synchronized void drop(LayerKey key) throws IOException {
        users.remove(key);
        Mounts.detachBelow(layout.published(key), _ -> false);
        removeMountPoint(layout.merged(key));
    }

    synchronized List<LayerKey> viewed() {
        return List.copyOf(users.keySet());
    }

    /// Closes all views of a layer; what is attached stays.
    synchronized void closeAll(LayerKey key) throws IOException {
        if (users.computeIfPresent(key, (_, _) -> 1) != null) {
            release(key);
        }
    }

    private void unmount(LayerKey key) throws IOException {
        Path merged = layout.merged(key);
        Mounts.detach(merged);
        removeMountPoint(merged);
    }

    private final class View implements RootfsMount {
        private final Path path;
        private @Nullable LayerKey held;

        private View(Path path, @Nullable LayerKey held) {
            this.path = path;
            this.held = held;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public void close() throws IOException {
            LayerKey key;
            synchronized (this) {
                key = held;
                held = null;
            }
            if (key != null) {
                release(key);
            }
        }
    }
}
