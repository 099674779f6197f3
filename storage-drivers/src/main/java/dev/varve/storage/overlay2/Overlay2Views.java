package dev.varve.storage.overlay2;

import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Mounts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The views that are open. A layer is mounted once however many look at it.
final class Overlay2Views {
    private final Overlay2Layout layout;
    private final Map<LayerKey, Integer> users = new HashMap<>();

    Overlay2Views(Overlay2Layout layout) {
        this.layout = layout;
    }

    synchronized RootfsMount open(LayerKey key) throws IOException {
        Path diff = layout.committed(key).resolve("diff");
        List<String> lowers = layout.lowers(key);
        if (lowers.isEmpty()) {
            return new View(diff, null);
        }
        Path merged = layout.committed(key).resolve("merged");
        if (!users.containsKey(key)) {
            List<Path> layers = new ArrayList<>();
            layers.add(diff);
            lowers.forEach(lower -> layers.add(layout.home().path().resolve(lower)));
            DriverHome.makeDirectory(merged, 0700);
            OverlayMount.readOnly(layers, merged);
        }
        users.merge(key, 1, Integer::sum);
        return new View(merged, key);
    }

    private synchronized void release(LayerKey key) throws IOException {
        Integer left = users.computeIfPresent(key, (_, count) -> count - 1);
        if (left != null && left == 0) {
            users.remove(key);
            unmount(key);
        }
    }

    /// Unmounts whoever looks.
    synchronized void drop(LayerKey key) throws IOException {
        if (users.remove(key) != null) {
            unmount(key);
        }
    }

    synchronized List<LayerKey> mounted() {
        return List.copyOf(users.keySet());
    }

    private void unmount(LayerKey key) throws IOException {
        Path merged = layout.committed(key).resolve("merged");
        Mounts.detach(merged);
        Files.delete(merged);
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
