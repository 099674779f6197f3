package dev.varve.storage.overlay;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.Change;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tar.TreeArchive;
import dev.varve.storage.tree.DockerSameness;
import dev.varve.storage.tree.TreeChanges;
import dev.varve.storage.tree.TreeRemover;
import dev.varve.storage.tree.TreeUsage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Layers as differences, stacked by an overlay file system: all of overlay2 and fuse-overlayfs but
/// how a mount is made, which [OverlayStacking] knows.
///
/// The directory is one that dockerd could have written: `<key>/{diff,link,lower,work,committed}`
/// and `l/<26 characters>`; `<key>/layer.json` and `staging/` are ours, and dockerd passes them
/// over. The marker `committed` is on every layer of an image, so that dockerd mounts none of them
/// writable, and on no writable one.
public final class OverlayDriver implements StorageDriver {
    private static final Logger LOG = LoggerFactory.getLogger(OverlayDriver.class);

    private final OverlayStacking stacking;
    private final DriverHome home;
    private final OverlayLayout layout;
    private final OverlayViews views;
    private final OverlayWritables writables;

    private OverlayDriver(OverlayStacking stacking, DriverHome home) {
        this.stacking = stacking;
        this.home = home;
        this.layout = new OverlayLayout(stacking.name(), home);
        this.views = new OverlayViews(layout, stacking);
        this.writables = new OverlayWritables(layout);
    }

    /// Opens or makes the driver's directory, and detaches stale mounts in it. Writable layers that
    /// are attached stay so; those whose mount is dead are mounted again.
    public static OverlayDriver open(Path home, OverlayStacking stacking) throws IOException {
        OverlayDriver driver =
                new OverlayDriver(stacking, DriverHome.open(home, OverlayLayout::isOfAttached));
        DriverHome.makeDirectory(driver.layout.links(), 0700);
        driver.reviveAttached();
        return driver;
    }

    /// One that cannot be revived is shown as it is, and tried again when it is used.
    private void reviveAttached() throws IOException {
        for (LayerKey key : listWritable()) {
            try {
                views.revive(key);
            } catch (IOException e) {
                LOG.warn("the layer {} is attached, but its mount is dead", key, e);
            }
        }
    }

    @Override
    public String name() {
        return stacking.name();
    }

    @Override
    public boolean layersAreIndependent() {
        return true;
    }

    @Override
    public ActiveLayer prepare(LayerKey key, Optional<LayerKey> parent) throws IOException {
        Optional<String> lower =
                parent.isPresent()
                        ? Optional.of(layout.lowerBelow(parent.get()))
                        : Optional.empty();
        Path staged = DriverHome.makeNewDirectory(home.staged(key), 0710);
        Path diff = DriverHome.makeDirectory(staged.resolve("diff"), 0755);
        DriverHome.writeFile(staged.resolve("link"), OverlayLayout.newLink(), 0644);
        if (lower.isPresent()) {
            DriverHome.makeDirectory(staged.resolve("work"), 0700);
            DriverHome.writeFile(staged.resolve("lower"), lower.get(), 0644);
        }
        return new ActiveLayer(key, diff, stacking.whiteouts());
    }

    /// Its short link stays, which the layers on top name.
    @Override
    public ActiveLayer prepareAgain(LayerKey key, Optional<LayerKey> parent) throws IOException {
        Path diff = home.staged(key).resolve("diff");
        try (Fd staged = Open.directory(home.staged(key))) {
            TreeRemover.remove(staged, Open.bytes(diff.getFileName()));
        }
        return new ActiveLayer(key, DriverHome.makeNewDirectory(diff, 0755), stacking.whiteouts());
    }

    @Override
    public void writeBack() throws IOException {
        home.flushAll();
    }

    @Override
    public void commit(List<CommittedLayer> batch) throws IOException {
        for (CommittedLayer layer : batch) {
            Path staged = home.staged(layer.key());
            if (!Files.isDirectory(staged)) {
                throw new NoSuchFileException(staged.toString(), null, "it was not prepared");
            }
            DriverHome.writeFile(staged.resolve("layer.json"), layer.sidecar(), 0644);
            DriverHome.writeFile(staged.resolve("committed"), "", 0600);
        }
        home.flushAll();
        for (CommittedLayer layer : batch) {
            home.publish(layer.key(), layout.published(layer.key()));
        }
        for (CommittedLayer layer : batch) {
            layout.publishLink(layer.key());
        }
        DriverHome.flushNames(layout.links());
        DriverHome.flushNames(home.staging());
        DriverHome.flushNames(home.path());
    }

    @Override
    public void remove(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            views.drop(key);
            // The other way round the second would delete at once what the first has hidden.
            for (Path layer : List.of(home.staged(key), layout.published(key))) {
                layout.removeLink(layer);
                home.hide(layer);
            }
        }
        home.removeHidden(keys);
    }

    @Override
    public RootfsMount mount(LayerKey key) throws IOException {
        return views.open(key);
    }

    @Override
    public RootfsMount filled(LayerKey key) throws IOException {
        return RootfsMount.of(layout.diff(key));
    }

    @Override
    public List<String> flaws(LayerKey key, Optional<LayerKey> parent) throws IOException {
        return layout.flaws(key, parent);
    }

    @Override
    public boolean replacesLayers() {
        return true;
    }

    @Override
    public void replace(LayerKey damaged, Optional<LayerKey> parent, LayerKey fresh)
            throws IOException {
        views.drop(damaged);
        layout.replace(damaged, parent, fresh);
    }

    @Override
    public DiskUsage usage(LayerKey key) throws IOException {
        views.settle(key);
        try (Fd diff = Open.directory(layout.layer(key).resolve("diff"))) {
            return TreeUsage.of(diff);
        }
    }

    @Override
    public Map<String, String> describe(LayerKey key) throws IOException {
        Path layer = layout.published(key);
        Map<String, String> data = new LinkedHashMap<>();
        StringBuilder lowers = new StringBuilder();
        for (String lower : layout.lowers(key)) {
            lowers.append(lowers.isEmpty() ? "" : ":").append(layout.resolve(lower));
        }
        if (!lowers.isEmpty()) {
            data.put("LowerDir", lowers.toString());
        }
        data.put("MergedDir", layer.resolve("merged").toString());
        data.put("UpperDir", layer.resolve("diff").toString());
        data.put("WorkDir", layer.resolve("work").toString());
        return data;
    }

    @Override
    public Map<String, String> status() {
        return stacking.status(home.path());
    }

    @Override
    public List<LayerKey> list() throws IOException {
        return DriverHome.keysIn(home.path()).stream().filter(layout::isCommitted).toList();
    }

    @Override
    public Optional<String> sidecar(LayerKey key) throws IOException {
        return DriverHome.readIfPresent(layout.published(key).resolve("layer.json"));
    }

    @Override
    public void createWritable(LayerKey key, Optional<LayerKey> parent, WritableSpec spec)
            throws IOException {
        spec.refuseLimit(name());
        if (Files.exists(layout.published(key))) {
            throw new FileAlreadyExistsException(layout.published(key).toString());
        }
        try {
            writables.create(key, parent, spec.sidecar());
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
        return DriverHome.keysIn(home.path()).stream().filter(layout::isWritable).toList();
    }

    @Override
    public Path attach(LayerKey key) throws IOException {
        return views.attach(writables.existing(key));
    }

    @Override
    public void detach(LayerKey key) throws IOException {
        views.detach(writables.existing(key));
    }

    @Override
    public boolean isAttached(LayerKey key) throws IOException {
        return layout.isWritable(key) && views.isAttached(key);
    }

    @Override
    public List<Change> changes(LayerKey key) throws IOException {
        Optional<LayerKey> parent = layout.parent(writables.existing(key));
        views.settle(key);
        try (Fd upper = Open.directory(layout.diff(key))) {
            if (parent.isEmpty()) {
                return TreeChanges.of(upper, stacking.upper());
            }
            try (RootfsMount view = views.open(parent.get());
                    Fd below = Open.directory(view.path())) {
                return TreeChanges.between(upper, below, stacking.upper(), new DockerSameness());
            }
        }
    }

    @Override
    public void writeDiff(LayerKey key, OutputStream out) throws IOException {
        Optional<LayerKey> parent = layout.parent(writables.existing(key));
        views.settle(key);
        try (Fd upper = Open.directory(layout.diff(key))) {
            if (parent.isEmpty()) {
                TreeArchive.layer(upper, stacking.upper(), null, out);
                return;
            }
            try (RootfsMount view = views.open(parent.get());
                    Fd below = Open.directory(view.path())) {
                TreeArchive.layer(upper, stacking.upper(), below, out);
            }
        }
    }

    @Override
    public List<LayerKey> sweepStaging() throws IOException {
        List<LayerKey> swept = home.sweep();
        layout.repairLinks();
        views.sweep(DriverHome.keysIn(home.path()));
        try (Stream<Path> links = Files.list(layout.links())) {
            for (Path link : links.filter(l -> !Files.exists(l)).toList()) {
                Disk.deleteIfExists(link);
            }
        }
        return swept;
    }

    /// Unmounts the views that are still open.
    @Override
    public void close() {
        for (LayerKey key : views.viewed()) {
            try {
                views.closeAll(key);
            } catch (IOException e) {
                LOG.warn("the view of layer {} stays mounted", key, e);
            }
        }
        home.close();
    }
}
