package dev.varve.storage.whole;

import dev.varve.storage.LayerKey;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the trees are, and the small files about them in `meta/`, or in `staging/` until a layer
/// is committed.
record WholeTreeLayout(DriverHome home, Path trees, Path meta) {
    static final String SIDECAR = ".json";
    static final String PARENT = ".parent";

    /// Is there for a writable layer, since its tree was made.
    static final String WRITABLE = ".writable";

    /// Is there while a writable layer is attached.
    static final String ATTACHED = ".attached";

    static final List<String> ALL = List.of(ATTACHED, SIDECAR, PARENT, WRITABLE);

    static WholeTreeLayout in(DriverHome home, String directory) throws IOException {
        return new WholeTreeLayout(
                home,
                DriverHome.makeDirectory(home.path().resolve(directory), 0710),
                DriverHome.makeDirectory(home.path().resolve("meta"), 0700));
    }

    /// @param mounted a path from `home`
    static boolean isInAttached(Path home, String directory, String mounted) {
        return mounted.matches("(?s)" + directory + "/[0-9a-f]{64}/.*")
                && Files.exists(home.resolve("meta", mounted.split("/", 3)[1] + ATTACHED));
    }

    /// Where a layer's tree stays.
    Path published(LayerKey key) {
        return trees.resolve(key.value());
    }

    /// A layer's tree, committed or not.
    Path tree(LayerKey key) throws IOException {
        Path staged = home.staged(key);
        Path tree = Files.isDirectory(staged) ? staged : published(key);
        if (!Files.isDirectory(tree)) {
            throw new NoSuchFileException(tree.toString(), null, "there is no such layer");
        }
        return tree;
    }

    /// The tree that a layer started from.
    Optional<Path> parent(LayerKey key) throws IOException {
        Optional<String> parent = DriverHome.readIfPresent(meta(key, PARENT));
        if (parent.isEmpty()) {
            parent = DriverHome.readIfPresent(staged(key, PARENT));
        }
        return parent.isEmpty() ? Optional.empty() : Optional.of(tree(new LayerKey(parent.get())));
    }

    Path meta(LayerKey key, String suffix) {
        return meta.resolve(key.value() + suffix);
    }

    Path staged(LayerKey key, String suffix) {
        return home.staging().resolve(key.value() + suffix);
    }

    boolean isWritable(LayerKey key) {
        return Files.exists(meta(key, WRITABLE));
    }

    boolean isAttached(LayerKey key) {
        return Files.exists(meta(key, ATTACHED));
    }

    LayerKey writable(LayerKey key) throws IOException {
        if (!isWritable(key)) {
            throw new NoSuchFileException(
                    published(key).toString(), null, "there is no such writable layer");
        }
        return key;
    }

    /// Removes files about layers that are not there.
    void sweepMeta() throws IOException {
        try (var files = Files.newDirectoryStream(meta)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int dot = name.indexOf('.');
                if (dot < 0 || !Files.isDirectory(trees.resolve(name.substring(0, dot)))) {
                    Disk.delete(file);
                }
            }
        }
    }
}
