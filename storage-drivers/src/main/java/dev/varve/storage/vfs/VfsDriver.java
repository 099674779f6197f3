package dev.varve.storage.vfs;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeCopy;
import dev.varve.storage.tree.TreeUsage;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every layer is a full copy of its parent with its own entries applied, in `dir/<key>`, as
/// dockerd has it. `meta/<key>.json` is the sidecar and `meta/<key>.parent` the parent's key.
///
/// File content is shared between the copies where the file system can do that (XFS, btrfs).
public final class VfsDriver implements StorageDriver {
    private final DriverHome home;
    private final Path dir;
    private final Path meta;

    private VfsDriver(DriverHome home, Path dir, Path meta) {
        this.home = home;
        this.dir = dir;
        this.meta = meta;
    }

    /// Opens or makes the driver's directory.
    public static VfsDriver open(Path home) throws IOException {
        DriverHome opened = DriverHome.open(home);
        Path dir = DriverHome.makeDirectory(opened.path().resolve("dir"), 0710);
        Path meta = DriverHome.makeDirectory(opened.path().resolve("meta"), 0700);
        return new VfsDriver(opened, dir, meta);
    }

    @Override
    public String name() {
        return "vfs";
    }

    @Override
    public boolean layersAreIndependent() {
        return false;
    }

    @Override
    public ActiveLayer prepare(LayerKey key, Optional<LayerKey> parent) throws IOException {
        Optional<Path> source =
                parent.isPresent() ? Optional.of(tree(parent.get())) : Optional.empty();
        Path staged = home.staged(key);
        if (Files.exists(staged)) {
            throw new FileAlreadyExistsException(staged.toString());
        }
        DriverHome.makeDirectory(staged, 0755);
        if (source.isPresent()) {
            DriverHome.writeFile(stagedMeta(key, ".parent"), parent.get().value(), 0600);
            try (Fd from = Open.directory(source.get());
                    Fd to = Open.directory(staged)) {
                TreeCopy.copy(from, to);
            }
        }
        return new ActiveLayer(key, staged, WhiteoutFormat.DELETE);
    }

    @Override
    public void commit(List<CommittedLayer> batch) throws IOException {
        for (CommittedLayer layer : batch) {
            Path staged = home.staged(layer.key());
            if (!Files.isDirectory(staged)) {
                throw new NoSuchFileException(staged.toString(), null, "it was not prepared");
            }
            DriverHome.writeFile(stagedMeta(layer.key(), ".json"), layer.sidecar(), 0600);
        }
        home.flushAll();
        for (CommittedLayer layer : batch) {
            LayerKey key = layer.key();
            Files.move(stagedMeta(key, ".json"), meta(key, ".json"));
            if (Files.exists(stagedMeta(key, ".parent"))) {
                Files.move(stagedMeta(key, ".parent"), meta(key, ".parent"));
            }
            home.publish(key, dir.resolve(key.value()));
        }
        DriverHome.flushNames(meta);
        DriverHome.flushNames(home.staging());
        DriverHome.flushNames(dir);
    }

    @Override
    public void remove(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            for (Path layer : List.of(dir.resolve(key.value()), home.staged(key))) {
                home.hide(layer);
                home.removeHidden(key.value());
            }
            for (String suffix : List.of(".json", ".parent")) {
                Files.deleteIfExists(meta(key, suffix));
                Files.deleteIfExists(stagedMeta(key, suffix));
            }
        }
    }

    @Override
    public RootfsMount mount(LayerKey key) throws IOException {
        Path tree = tree(key);
        return new RootfsMount() {
            @Override
            public Path path() {
                return tree;
            }

            @Override
            public void close() {}
        };
    }

    /// Found by comparing with the parent: what differs from it, or all when the parent is gone.
    @Override
    public DiskUsage usage(LayerKey key) throws IOException {
        Optional<String> parent = DriverHome.readIfPresent(meta(key, ".parent"));
        if (parent.isEmpty()) {
            parent = DriverHome.readIfPresent(stagedMeta(key, ".parent"));
        }
        try (Fd top = Open.directory(tree(key))) {
            if (parent.isEmpty()) {
                return TreeUsage.of(top);
            }
            try (Fd base = Open.directory(tree(new LayerKey(parent.get())))) {
                return TreeUsage.difference(top, base);
            }
        }
    }

    @Override
    public Map<String, String> describe(LayerKey key) {
        return Map.of();
    }

    @Override
    public Map<String, String> status() {
        return Map.of();
    }

    @Override
    public List<LayerKey> list() throws IOException {
        return DriverHome.keysIn(dir);
    }

    @Override
    public Optional<String> sidecar(LayerKey key) throws IOException {
        return Files.isDirectory(dir.resolve(key.value()))
                ? DriverHome.readIfPresent(meta(key, ".json"))
                : Optional.empty();
    }

    @Override
    public List<LayerKey> sweepStaging() throws IOException {
        List<LayerKey> swept = home.sweep();
        try (var files = Files.newDirectoryStream(meta)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                int dot = name.indexOf('.');
                if (dot < 0 || !Files.isDirectory(dir.resolve(name.substring(0, dot)))) {
                    Files.delete(file);
                }
            }
        }
        return swept;
    }

    @Override
    public void close() {
        home.close();
    }

    /// A layer's tree, committed or not.
    private Path tree(LayerKey key) throws IOException {
        Path staged = home.staged(key);
        Path tree = Files.isDirectory(staged) ? staged : dir.resolve(key.value());
        if (!Files.isDirectory(tree)) {
            throw new NoSuchFileException(tree.toString(), null, "there is no such layer");
        }
        return tree;
    }

    private Path meta(LayerKey key, String suffix) {
        return meta.resolve(key.value() + suffix);
    }

    private Path stagedMeta(LayerKey key, String suffix) {
        return home.staging().resolve(key.value() + suffix);
    }
}
