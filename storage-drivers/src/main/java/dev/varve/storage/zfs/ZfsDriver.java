package dev.varve.storage.zfs;

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
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.whole.TreeComparison;
import dev.varve.storage.whole.TreeOrigin;
import dev.varve.storage.zfs.ZfsDatasets.Dataset;
import dev.varve.storage.zfs.ZfsDatasets.Kind;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Every layer is a dataset `<parent>/<key>`, a clone of its parent layer's snapshot `@varve`, as
/// dockerd has it; mounted at `graph/<key>` only while somebody looks. `meta/<key>.json` is the
/// sidecar, `meta/<key>.attached` is there while a writable layer is attached.
///
/// The order of things, so that a crash between any two leaves what the sweep removes:
/// - prepare: the mark `staging/<key>`, then the dataset. A layer with the mark is in the making.
/// - commit: every snapshot, which makes the data durable; every sidecar; and then the marks are
///   taken away.
/// - writable layers: the sidecar, then the dataset, whose property `varve:kind` says what it is.
/// - remove: the snapshot and the dataset, then the files about them.
public final class ZfsDriver implements StorageDriver {
    public static final DriverType TYPE =
            new DriverType(
                    "zfs",
                    Set.of(ZfsParent.OPTION),
                    ZfsProbe::probe,
                    ZfsProbe::sweep,
                    ZfsDriver::open);

    private static final Logger LOG = LoggerFactory.getLogger(ZfsDriver.class);

    private final ZfsParent parent;
    private final ZfsLayout layout;
    private final ZfsDatasets datasets;
    private final ZfsViews views;
    private final ZfsRemoval removal;

    private ZfsDriver(ZfsParent parent, ZfsLayout layout) {
        this.parent = parent;
        this.layout = layout;
        this.datasets = new ZfsDatasets(parent.command(), parent.name(), layout);
        this.views = new ZfsViews(layout, datasets);
        this.removal = new ZfsRemoval(layout, datasets, views);
    }

    /// Opens or makes the driver's directory, and unmounts stale views. Writable layers that are
    /// attached stay so.
    ///
    /// @param options `zfs.fsname`: the dataset for the layers' ones. Without it that which is
    ///   mounted where `home` is
    public static ZfsDriver open(Path home, DriverOptions options) throws IOException {
        ZfsCommand command = ZfsCommand.find();
        Path root = home.toAbsolutePath().getParent();
        ZfsParent parent = ZfsParent.find(command, root.toRealPath(), options);
        DriverHome opened = DriverHome.open(home, ZfsLayout::isKept);
        try {
            parent.claim(opened);
            ZfsDriver driver = new ZfsDriver(parent, ZfsLayout.in(opened));
            driver.views.unmountStale();
            driver.followMovedRoot();
            return driver;
        } catch (IOException e) {
            opened.close();
            throw e;
        }
    }

    private void followMovedRoot() throws IOException {
        for (Dataset dataset : datasets.list()) {
            Path expected = layout.mountPoint(dataset.key());
            if (!dataset.mountPoint().equals(expected.toString())) {
                datasets.moveMountPoint(dataset.key(), expected);
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
        requireParentAndFree(parent, key);
        if (parent.isPresent()) {
            freeze(parent.get());
        }
        layout.markStaged(key);
        datasets.make(key, Kind.LAYER, parent, OptionalLong.empty());
        Path root = views.mount(new Dataset(key, Kind.LAYER, parent, ""));
        return new ActiveLayer(key, root, WhiteoutFormat.DELETE);
    }

    /// Makes sure that a layer has a snapshot to clone. A committed one has.
    private void freeze(LayerKey key) throws IOException {
        if (layout.isStaged(key)) {
            try (Fd root = Open.directory(layout.mountPoint(key))) {
                root.syncfs();
            }
            datasets.snapshot(key);
        }
    }

    private void requireParentAndFree(Optional<LayerKey> parent, LayerKey key) throws IOException {
        List<LayerKey> asked = new ArrayList<>(List.of(key));
        parent.ifPresent(asked::add);
        Set<LayerKey> there =
                datasets.find(asked).stream().map(Dataset::key).collect(Collectors.toSet());
        if (parent.isPresent()
                && (!there.contains(parent.get()) || layout.isRemoving(parent.get()))) {
            throw missing(parent.get());
        }
        if (there.contains(key)) {
            throw new FileAlreadyExistsException(datasets.name(key));
        }
    }

    private NoSuchFileException missing(LayerKey key) {
        return new NoSuchFileException(datasets.name(key), null, "there is no such layer");
    }

    private Dataset existing(LayerKey key) throws IOException {
        Optional<Dataset> found = datasets.find(key);
        if (found.isEmpty() || layout.isRemoving(key)) {
            throw new NoSuchFileException(datasets.name(key), null, "there is no such layer");
        }
        return found.get();
    }

    private Dataset writable(LayerKey key) throws IOException {
        return datasets.find(key)
                .filter(this::isWritable)
                .orElseThrow(() ->
                        new NoSuchFileException(
                                datasets.name(key), null, "there is no such writable layer"));
    }

    private boolean isWritable(Dataset dataset) {
        return dataset.kind() == Kind.WRITABLE && !layout.isRemoving(dataset.key());
    }

    private boolean isCommitted(Dataset dataset) {
        return dataset.kind() == Kind.LAYER
                && !layout.isRemoving(dataset.key())
                && !layout.isStaged(dataset.key());
    }

    @Override
    public void commit(List<CommittedLayer> batch) throws IOException {
        Set<LayerKey> there =
                datasets.list().stream().map(Dataset::key).collect(Collectors.toSet());
        for (CommittedLayer layer : batch) {
            if (!layout.isStaged(layer.key()) || !there.contains(layer.key())) {
                throw new NoSuchFileException(
                        datasets.name(layer.key()), null, "it was not prepared");
            }
        }
        List<LayerKey> keys = batch.stream().map(CommittedLayer::key).toList();
        for (LayerKey key : keys) {
            views.unmountStaged(key);
            datasets.snapshot(key);
        }
        for (CommittedLayer layer : batch) {
            layout.writeSidecar(layer.key(), layer.sidecar());
        }
        layout.flushMeta();
        layout.unmarkStaged(keys);
    }

    @Override
    public void remove(Collection<LayerKey> keys) throws IOException {
        removal.remove(keys);
    }

    @Override
    public RootfsMount mount(LayerKey key) throws IOException {
        return views.open(existing(key));
    }

    /// Found by comparing with the parent.
    @Override
    public DiskUsage usage(LayerKey key) throws IOException {
        return compare(existing(key), TreeComparison::usage);
    }

    @FunctionalInterface
    private interface Comparer<T> {
        T of(TreeComparison trees) throws IOException;
    }

    /// As copies are compared: zfs-fuse keeps the time of an inode's last change when an extended
    /// attribute is set, so that such a change would be missed.
    private <T> T compare(Dataset dataset, Comparer<T> comparer) throws IOException {
        try (RootfsMount top = views.open(dataset)) {
            if (dataset.origin().isEmpty()) {
                return comparer.of(
                        new TreeComparison(top.path(), Optional.empty(), TreeOrigin.COPY));
            }
            try (RootfsMount base = views.open(existing(dataset.origin().get()))) {
                return comparer.of(
                        new TreeComparison(top.path(), Optional.of(base.path()), TreeOrigin.COPY));
            }
        }
    }

    @Override
    public Map<String, String> describe(LayerKey key) {
        Map<String, String> data = new LinkedHashMap<>();
        data.put("Dataset", datasets.name(key));
        data.put("Mountpoint", layout.mountPoint(key).toString());
        return data;
    }

    @Override
    public Map<String, String> status() {
        return new ZfsStatus(parent).rows();
    }

    @Override
    public List<LayerKey> list() throws IOException {
        return datasets.list().stream()
                .filter(this::isCommitted)
                .map(Dataset::key)
                .sorted(Comparator.comparing(LayerKey::value))
                .toList();
    }

    @Override
    public Optional<String> sidecar(LayerKey key) throws IOException {
        return datasets.find(key).isPresent() ? layout.readSidecar(key) : Optional.empty();
    }

    /// The limit is the dataset's `quota`, as dockerd sets it: what is shared with the parent does
    /// not count.
    @Override
    public void createWritable(LayerKey key, Optional<LayerKey> parent, WritableSpec spec)
            throws IOException {
        requireParentAndFree(parent, key);
        try {
            layout.writeSidecar(key, spec.sidecar());
            layout.flushMeta();
            datasets.make(key, Kind.WRITABLE, parent, spec.sizeLimit());
            views.unmountIfIdle(key); // zfs-fuse mounts a new dataset, whatever canmount says
        } catch (IOException e) {
            remove(List.of(key));
            throw e;
        }
    }

    @Override
    public boolean limitsSize() {
        return true;
    }

    @Override
    public List<LayerKey> listWritable() throws IOException {
        return datasets.list().stream()
                .filter(this::isWritable)
                .map(Dataset::key)
                .sorted(Comparator.comparing(LayerKey::value))
                .toList();
    }

    @Override
    public Path attach(LayerKey key) throws IOException {
        return views.attach(writable(key));
    }

    @Override
    public void detach(LayerKey key) throws IOException {
        views.detach(writable(key).key());
    }

    @Override
    public boolean isAttached(LayerKey key) throws IOException {
        return views.isAttached(key);
    }

    @Override
    public List<Change> changes(LayerKey key) throws IOException {
        Stat made = made(key);
        return compare(writable(key), trees -> trees.changes(made));
    }

    @Override
    public void writeDiff(LayerKey key, OutputStream out) throws IOException {
        Stat made = made(key);
        compare(
                writable(key),
                trees -> {
                    trees.writeDiff(made, out);
                    return key;
                });
    }

    /// Tells when a writable layer was about to be made: its sidecar was written just before.
    private Stat made(LayerKey key) throws IOException {
        return Stat.at(Fd.CWD, Open.bytes(layout.sidecar(writable(key).key()))).inWholeSeconds();
    }

    @Override
    public List<LayerKey> sweepStaging() throws IOException {
        return removal.sweep();
    }

    /// Unmounts the views that are still open, and layers in the making.
    @Override
    public void close() {
        try {
            views.close();
        } catch (IOException e) {
            LOG.warn("a layer stays mounted in {}", layout.graph(), e);
        }
        layout.home().close();
    }
}
