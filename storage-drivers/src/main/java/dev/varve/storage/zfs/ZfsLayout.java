package dev.varve.storage.zfs;

import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The driver's directory: `graph/<key>` where a dataset is mounted while it is, `meta/` with small
/// files about layers, `staging/` with marks of layers in the making and of those that are going.
record ZfsLayout(DriverHome home, Path graph, Path meta) {
    private static final String SIDECAR = ".json";
    private static final String ATTACHED = ".attached";
    private static final String REMOVING = "removing-";

    static ZfsLayout in(DriverHome home) throws IOException {
        return new ZfsLayout(
                home,
                DriverHome.makeDirectory(home.path().resolve("graph"), 0710),
                DriverHome.makeDirectory(home.path().resolve("meta"), 0700));
    }

    /// Whether a mount that an earlier process left is none to be taken away by force: that of a
    /// dataset, or one that somebody has made in a writable layer that is attached.
    ///
    /// @param mounted its path from `home`
    static boolean isKept(Path home, String mounted) {
        return mounted.matches("graph/[0-9a-f]{64}")
                || (mounted.matches("(?s)graph/[0-9a-f]{64}/.*")
                        && Files.exists(home.resolve("meta", mounted.substring(6, 70) + ATTACHED)));
    }

    Path mountPoint(LayerKey key) {
        return graph.resolve(key.value());
    }

    Path sidecar(LayerKey key) {
        return meta.resolve(key + SIDECAR);
    }

    /// Writes a sidecar in one step. The name is durable after [#flushMeta].
    void writeSidecar(LayerKey key, String text) throws IOException {
        Path fresh = home.staging().resolve(key + SIDECAR);
        DriverHome.writeDurableFile(fresh, text, 0600);
        Disk.move(fresh, sidecar(key), StandardCopyOption.ATOMIC_MOVE);
    }

    Optional<String> readSidecar(LayerKey key) throws IOException {
        return DriverHome.readIfPresent(sidecar(key));
    }

    void flushMeta() throws IOException {
        DriverHome.flushNames(meta);
    }

    /// Is there while a writable layer is attached.
    Path attached(LayerKey key) {
        return meta.resolve(key + ATTACHED);
    }

    /// Says of a layer that it was never committed; durable before there is a dataset.
    void markStaged(LayerKey key) throws IOException {
        DriverHome.writeFile(home.staged(key), "", 0600);
        DriverHome.flushNames(home.staging());
    }

    boolean isStaged(LayerKey key) {
        return Files.exists(home.staged(key));
    }

    /// Commits layers, in this order.
    void unmarkStaged(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            Disk.deleteIfExists(home.staged(key));
        }
        DriverHome.flushNames(home.staging());
    }

    List<LayerKey> staged() throws IOException {
        return DriverHome.keysIn(home.staging());
    }

    /// Says of a layer that it is removed although its dataset could not be destroyed yet.
    void markRemoving(LayerKey key) throws IOException {
        DriverHome.writeFile(removing(key), "", 0600);
        DriverHome.flushNames(home.staging());
    }

    boolean isRemoving(LayerKey key) {
        return Files.exists(removing(key));
    }

    void unmarkRemoving(LayerKey key) throws IOException {
        Disk.deleteIfExists(removing(key));
    }

    private Path removing(LayerKey key) {
        return home.staging().resolve(REMOVING + key);
    }

    List<LayerKey> removing() throws IOException {
        List<LayerKey> keys = new ArrayList<>();
        try (var files = Files.newDirectoryStream(home.staging(), REMOVING + "*")) {
            for (Path file : files) {
                String name = file.getFileName().toString().substring(REMOVING.length());
                if (LayerKey.isKey(name)) {
                    keys.add(new LayerKey(name));
                }
            }
        }
        return keys;
    }

    /// Removes all files about a layer but the mark that it is going.
    void forget(LayerKey key) throws IOException {
        Disk.deleteIfExists(attached(key));
        Disk.deleteIfExists(sidecar(key));
        Disk.deleteIfExists(home.staging().resolve(key + SIDECAR));
        Disk.deleteIfExists(home.staged(key));
    }

    /// Removes files about layers that have no dataset.
    void sweep(Collection<LayerKey> present) throws IOException {
        for (Path directory : List.of(meta, home.staging())) {
            try (var files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    String name = file.getFileName().toString().replace(REMOVING, "");
                    String key = name.split("\\.", 2)[0];
                    if (!LayerKey.isKey(key) || !present.contains(new LayerKey(key))) {
                        Disk.delete(file);
                    }
                }
            }
        }
    }
}
