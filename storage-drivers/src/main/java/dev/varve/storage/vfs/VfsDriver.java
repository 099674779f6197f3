package dev.varve.storage.vfs;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.Change;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.DriverType;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeCopy;
import dev.varve.storage.whole.TreeOrigin;
import dev.varve.storage.whole.WholeTrees;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every layer is a full copy of its parent with its own entries applied, in `dir/<key>`, as
/// dockerd has it; what is known of it is in `meta/`, as [WholeTrees] has it.
///
/// File content is shared between the copies where the file system can do that (XFS, btrfs).
public final class VfsDriver implements StorageDriver {
    public static final DriverType TYPE =
            new DriverType(
                    "vfs",
                    (_, _) -> new DriverProbe.Usable(),
                    (home, options) -> {
                        options.requireKnown("vfs", Set.of());
                        return open(home);
                    });

    private static final String TREES = "dir";

    private final DriverHome home;
    private final WholeTrees trees;

    private VfsDriver(DriverHome home, WholeTrees trees) {
        this.home = home;
        this.trees = trees;
    }

    /// Opens or makes the driver's directory.
    public static VfsDriver open(Path home) throws IOException {
        DriverHome opened = DriverHome.open(home, WholeTrees.inAttached(TREES));
        return new VfsDriver(opened, WholeTrees.in(opened, TREES, TreeOrigin.COPY));
    }

    @Override
    public String name() {
        return TYPE.name();
    }

    @Override
    public boolean layersAreIndependent() {
        return false;
    }

    @Override
    public ActiveLayer prepare(LayerKey key, Optional<LayerKey> parent) throws IOException {
        Optional<Path> source =
                parent.isPresent() ? Optional.of(trees.tree(parent.get())) : Optional.empty();
        trees.requireFree(key);
        Path staged = DriverHome.makeDirectory(home.staged(key), 0755);
        if (source.isPresent()) {
            trees.stageParent(key, parent.get());
            try (Fd from = Open.directory(source.get());
                    Fd to = Open.directory(staged)) {
                TreeCopy.copy(from, to);
            }
        }
        return new ActiveLayer(key, staged, WhiteoutFormat.DELETE);
    }

    @Override
    public void writeBack() throws IOException {
        home.flushAll();
    }

    @Override
    public void commit(List<CommittedLayer> batch) throws IOException {
        trees.stageSidecars(batch);
        home.flushAll();
        for (CommittedLayer layer : batch) {
            trees.publish(layer.key());
        }
        trees.flushNames();
    }

    @Override
    public void remove(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            Mounts.detachBelow(trees.published(key), _ -> false);
            // The other way round the second would delete at once what the first has hidden.
            for (Path layer : List.of(home.staged(key), trees.published(key))) {
                home.hide(layer);
            }
            trees.forget(key);
        }
        home.removeHidden(keys);
    }

    @Override
    public RootfsMount mount(LayerKey key) throws IOException {
        return trees.view(key);
    }

    @Override
    public List<String> flaws(LayerKey key, Optional<LayerKey> parent) throws IOException {
        return trees.flaws(key, parent);
    }

    @Override
    public boolean replacesLayers() {
        return true;
    }

    @Override
    public void replace(LayerKey damaged, Optional<LayerKey> parent, LayerKey fresh)
            throws IOException {
        trees.replace(damaged, parent, fresh);
    }

    @Override
    public DiskUsage usage(LayerKey key) throws IOException {
        return trees.usage(key);
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
        return trees.list();
    }

    @Override
    public Optional<String> sidecar(LayerKey key) throws IOException {
        return trees.sidecar(key);
    }

    @Override
    public void createWritable(LayerKey key, Optional<LayerKey> parent, WritableSpec spec)
            throws IOException {
        spec.refuseLimit(name());
        trees.requireFree(key);
        try {
            prepare(key, parent);
            trees.markWritable(key);
            commit(List.of(new CommittedLayer(key, spec.sidecar())));
        } catch (IOException e) {
            remove(List.of(key));
            throw e;
        }
    }

    @Override
    public boolean limitsSize() {
        return false;
    }

    @Override
    public List<LayerKey> listWritable() throws IOException {
        return trees.listWritable();
    }

    @Override
    public Path attach(LayerKey key) throws IOException {
        return trees.attach(key);
    }

    @Override
    public void detach(LayerKey key) throws IOException {
        trees.detach(key);
    }

    @Override
    public boolean isAttached(LayerKey key) {
        return trees.isAttached(key);
    }

    @Override
    public List<Change> changes(LayerKey key) throws IOException {
        return trees.changes(key);
    }

    @Override
    public void writeDiff(LayerKey key, OutputStream out) throws IOException {
        trees.writeDiff(key, out);
    }

    @Override
    public List<LayerKey> sweepStaging() throws IOException {
        return trees.sweep();
    }

    @Override
    public void close() {
        home.close();
    }
}
