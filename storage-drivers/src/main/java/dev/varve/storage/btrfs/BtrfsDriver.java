package dev.varve.storage.btrfs;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.Change;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverType;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.BtrfsSubvolumes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.whole.TreeOrigin;
import dev.varve.storage.whole.WholeTrees;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every layer is a subvolume, a snapshot of its parent with its own entries applied, in
/// `subvolumes/<key>`, as dockerd has it; what is known of it is in `meta/`, as [WholeTrees] has
/// it. The subvolume of a committed layer is read-only. Needs root, and Linux 5.7 or newer.
public final class BtrfsDriver implements StorageDriver {
    public static final DriverType TYPE =
            new DriverType(
                    "btrfs",
                    Set.of(SizeLimits.MIN_SPACE),
                    (root, _) -> BtrfsProbe.probe(root),
                    BtrfsProbe::sweep,
                    BtrfsDriver::open);

    private static final String TREES = "subvolumes";

    private final DriverHome home;
    private final WholeTrees trees;
    private final SizeLimits limits;
    private final FreedSpace space;

    private BtrfsDriver(DriverHome home, WholeTrees trees, SizeLimits limits, FreedSpace space) {
        this.home = home;
        this.trees = trees;
        this.limits = limits;
        this.space = space;
    }

    /// Opens or makes the driver's directory. With the option `btrfs.min_space`, which is the least
    /// size limit that a writable layer can be given, quotas are switched on, as dockerd does it.
    public static BtrfsDriver open(Path home, DriverOptions options) throws IOException {
        long least = SizeLimits.least(options);
        requireBtrfs(home.toAbsolutePath());
        DriverHome opened =
                DriverHome.open(home, WholeTrees.inAttached(TREES), SubvolumeRemoval::remove);
        try {
            SizeLimits limits = SizeLimits.in(opened, least);
            if (options.text(SizeLimits.MIN_SPACE).isPresent()) {
                limits.switchOn();
            }
            WholeTrees trees = WholeTrees.in(opened, TREES, TreeOrigin.SNAPSHOT);
            return new BtrfsDriver(opened, trees, limits, FreedSpace.on(opened.path()));
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private static void requireBtrfs(Path home) throws IOException {
        try (Fd directory = Open.directory(Files.isDirectory(home) ? home : home.getParent())) {
            if (!BtrfsSubvolumes.areKnown(directory)) {
                throw new IOException(
                        "the storage driver btrfs cannot use "
                                + home
                                + ": it is not on a btrfs file system");
            }
        }
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
        Path staged = home.staged(key);
        try (Fd staging = Open.directory(home.staging())) {
            if (source.isEmpty()) {
                BtrfsSubvolumes.create(staging, Open.bytes(staged.getFileName()));
                DriverHome.setMode(staged, 0755);
            } else {
                trees.stageParent(key, parent.get());
                try (Fd from = Open.directory(source.get())) {
                    BtrfsSubvolumes.snapshot(from, staging, Open.bytes(staged.getFileName()));
                }
            }
        }
        return new ActiveLayer(key, staged, WhiteoutFormat.DELETE);
    }

    @Override
    public void writeBack() throws IOException {
        home.flushAll();
    }

    /// A read-only subvolume cannot be moved, so a layer becomes read-only where it stays.
    @Override
    public void commit(List<CommittedLayer> batch) throws IOException {
        trees.stageSidecars(batch);
        home.flushAll();
        for (CommittedLayer layer : batch) {
            trees.publish(layer.key());
        }
        trees.flushNames();
        for (CommittedLayer layer : batch) {
            protect(layer.key());
        }
    }

    @Override
    public boolean replacesLayers() {
        return true;
    }

    @Override
    public void replace(LayerKey damaged, Optional<LayerKey> parent, LayerKey fresh)
            throws IOException {
        for (LayerKey key : List.of(damaged, fresh)) {
            if (Files.isDirectory(trees.published(key))) {
                try (Fd top = Open.directory(trees.published(key))) {
                    BtrfsSubvolumes.setReadOnly(top, false);
                }
            }
        }
        trees.replace(damaged, parent, fresh);
        protect(damaged);
    }

    private void protect(LayerKey key) throws IOException {
        try (Fd top = Open.directory(trees.published(key))) {
            if (!BtrfsSubvolumes.isReadOnly(top)) {
                BtrfsSubvolumes.setReadOnly(top, true);
            }
        }
    }

    /// Each goes in one step, where it is. The space comes back in the background.
    @Override
    public void remove(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            for (Path tree : List.of(trees.published(key), home.staged(key))) {
                Mounts.detachBelow(tree, _ -> false);
                try (Fd directory = Open.directory(tree.getParent())) {
                    SubvolumeRemoval.remove(directory, Open.bytes(tree.getFileName()));
                }
            }
            trees.forget(key);
            limits.forget(key);
        }
        space.comeBack();
    }

    @Override
    public RootfsMount mount(LayerKey key) throws IOException {
        limits.renew(key, trees.tree(key));
        return trees.view(key);
    }

    @Override
    public List<String> flaws(LayerKey key, Optional<LayerKey> parent) throws IOException {
        return trees.flaws(key, parent);
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
        return Map.of("Btrfs", "");
    }

    @Override
    public List<LayerKey> list() throws IOException {
        return trees.list();
    }

    @Override
    public Optional<String> sidecar(LayerKey key) throws IOException {
        return trees.sidecar(key);
    }

    /// What else is being written to the file system, such as an image on its way in, is not waited
    /// for.
    @Override
    public void createWritable(LayerKey key, Optional<LayerKey> parent, WritableSpec spec)
            throws IOException {
        if (!limitsSize()) {
            spec.refuseLimit(name());
        }
        limits.check(spec.sizeLimit());
        trees.requireFree(key);
        try {
            prepare(key, parent);
            trees.markWritable(key);
            if (spec.sizeLimit().isPresent()) {
                limits.set(key, home.staged(key), spec.sizeLimit().getAsLong());
            }
            trees.stageSidecars(List.of(new CommittedLayer(key, spec.sidecar())));
            trees.flushStaged(key);
            trees.publish(key);
            trees.flushNames();
        } catch (IOException e) {
            remove(List.of(key));
            throw e;
        }
    }

    @Override
    public boolean limitsSize() {
        return limits.arePossible();
    }

    @Override
    public List<LayerKey> listWritable() throws IOException {
        return trees.listWritable();
    }

    @Override
    public Path attach(LayerKey key) throws IOException {
        Path tree = trees.attach(key);
        limits.renew(key, tree);
        return tree;
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

    /// Also makes read-only what a crash during a commit has left writable.
    @Override
    public List<LayerKey> sweepStaging() throws IOException {
        List<LayerKey> swept = trees.sweep();
        limits.sweep(trees.directory());
        for (LayerKey key : trees.list()) {
            protect(key);
        }
        return swept;
    }

    @Override
    public void close() {
        space.close();
        home.close();
    }
}
