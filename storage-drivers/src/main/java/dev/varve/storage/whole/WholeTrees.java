package dev.varve.storage.whole;

import dev.varve.storage.Change;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DiskUsage;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/// The layers of a driver that gives each the whole tree, in a directory of the layer's own.
/// `meta/<key>.json` is the sidecar and `meta/<key>.parent` the parent's key; a writable layer has
/// `meta/<key>.writable`, and `meta/<key>.attached` while it is attached. Nothing is mounted: a
/// view is the directory itself.
///
/// The order of things is the driver's: stage, make the tree, flush, publish.
public final class WholeTrees {
    private final DriverHome home;
    private final WholeTreeLayout layout;
    private final TreeDifferences differences;

    private WholeTrees(DriverHome home, WholeTreeLayout layout, TreeOrigin origin) {
        this.home = home;
        this.layout = layout;
        this.differences = new TreeDifferences(layout, origin);
    }

    /// @param directory in `home`, where the trees stay
    public static WholeTrees in(DriverHome home, String directory, TreeOrigin origin)
            throws IOException {
        return new WholeTrees(home, WholeTreeLayout.in(home, directory), origin);
    }

    /// For [DriverHome#open]: keeps what somebody has mounted in a writable layer that is attached.
    public static BiPredicate<Path, String> inAttached(String directory) {
        return (home, mounted) -> WholeTreeLayout.isInAttached(home, directory, mounted);
    }

    /// The directory where the trees stay.
    public Path directory() {
        return layout.trees();
    }

    /// Where a layer's tree stays.
    public Path published(LayerKey key) {
        return layout.published(key);
    }

    /// A layer's tree, committed or not.
    public Path tree(LayerKey key) throws IOException {
        return layout.tree(key);
    }

    /// @throws FileAlreadyExistsException when there is a layer of this key, staged or not
    public void requireFree(LayerKey key) throws FileAlreadyExistsException {
        for (Path path : List.of(home.staged(key), layout.published(key))) {
            if (Files.exists(path)) {
                throw new FileAlreadyExistsException(path.toString());
            }
        }
    }

    public void stageParent(LayerKey key, LayerKey parent) throws IOException {
        DriverHome.writeFile(layout.staged(key, WholeTreeLayout.PARENT), parent.value(), 0600);
    }

    public void stageSidecars(List<CommittedLayer> batch) throws IOException {
        for (CommittedLayer layer : batch) {
            Path staged = home.staged(layer.key());
            if (!Files.isDirectory(staged)) {
                throw new NoSuchFileException(staged.toString(), null, "it was not prepared");
            }
            DriverHome.writeFile(
                    layout.staged(layer.key(), WholeTreeLayout.SIDECAR), layer.sidecar(), 0600);
        }
    }

    /// Makes durable what was staged about a layer, but not its tree.
    public void flushStaged(LayerKey key) throws IOException {
        for (String suffix : WholeTreeLayout.ALL) {
            Path file = layout.staged(key, suffix);
            if (Files.exists(file)) {
                DriverHome.flushFile(file);
            }
        }
    }

    /// To be called when a writable layer's tree is as its parent's, before it is published.
    public void markWritable(LayerKey key) throws IOException {
        DriverHome.writeFile(layout.meta(key, WholeTreeLayout.WRITABLE), "", 0600);
    }

    /// Moves a layer from staging to where it stays. Durable when its content was and [#flushNames]
    /// has returned.
    public void publish(LayerKey key) throws IOException {
        for (String suffix : List.of(WholeTreeLayout.SIDECAR, WholeTreeLayout.PARENT)) {
            if (Files.exists(layout.staged(key, suffix))) {
                Disk.move(layout.staged(key, suffix), layout.meta(key, suffix));
            }
        }
        home.publish(key, layout.published(key));
    }

    public void flushNames() throws IOException {
        DriverHome.flushNames(layout.meta());
        DriverHome.flushNames(home.staging());
        DriverHome.flushNames(layout.trees());
    }

    /// Removes all that is kept about a layer. Its tree must be gone.
    public void forget(LayerKey key) throws IOException {
        for (String suffix : WholeTreeLayout.ALL) {
            Disk.deleteIfExists(layout.meta(key, suffix));
            Disk.deleteIfExists(layout.staged(key, suffix));
        }
    }

    /// Removes what is in staging, and what is kept about layers that are not there.
    public List<LayerKey> sweep() throws IOException {
        List<LayerKey> swept = home.sweep();
        layout.sweepMeta();
        return swept;
    }

    public RootfsMount view(LayerKey key) throws IOException {
        return RootfsMount.of(layout.tree(key));
    }

    /// What is wrong with what is kept about a committed layer.
    public List<String> flaws(LayerKey key, Optional<LayerKey> parent) throws IOException {
        Optional<String> named = DriverHome.readIfPresent(layout.meta(key, WholeTreeLayout.PARENT));
        return named.equals(parent.map(LayerKey::value))
                ? List.of()
                : List.of(
                        "the file "
                                + layout.meta(key, WholeTreeLayout.PARENT)
                                + " does not name the layer below it");
    }

    /// Exchanges the trees of two layers, and writes again what is kept about the first. A tree
    /// that is gone is made up for.
    public void replace(LayerKey damaged, Optional<LayerKey> parent, LayerKey fresh)
            throws IOException {
        if (Files.isDirectory(layout.published(damaged))) {
            DriverHome.exchange(layout.published(fresh), layout.published(damaged));
        } else {
            Disk.move(layout.published(fresh), layout.published(damaged));
        }
        Disk.move(
                layout.meta(fresh, WholeTreeLayout.SIDECAR),
                layout.meta(damaged, WholeTreeLayout.SIDECAR),
                StandardCopyOption.ATOMIC_MOVE);
        Path parents = layout.meta(damaged, WholeTreeLayout.PARENT);
        if (parent.isPresent()) {
            DriverHome.writeDurableFile(parents, parent.get().value(), 0600);
        } else {
            Disk.deleteIfExists(parents);
        }
        flushNames();
    }

    public List<LayerKey> list() throws IOException {
        return DriverHome.keysIn(layout.trees()).stream()
                .filter(key -> !layout.isWritable(key))
                .toList();
    }

    public List<LayerKey> listWritable() throws IOException {
        return DriverHome.keysIn(layout.trees()).stream().filter(layout::isWritable).toList();
    }

    public Optional<String> sidecar(LayerKey key) throws IOException {
        return Files.isDirectory(layout.published(key))
                ? DriverHome.readIfPresent(layout.meta(key, WholeTreeLayout.SIDECAR))
                : Optional.empty();
    }

    /// The tree itself: nothing has to be mounted.
    public Path attach(LayerKey key) throws IOException {
        Path attached = layout.meta(layout.writable(key), WholeTreeLayout.ATTACHED);
        try {
            DriverHome.writeFile(attached, "", 0600);
        } catch (IOException e) {
            Disk.deleteIfExists(attached);
            throw e;
        }
        return layout.tree(key);
    }

    public void detach(LayerKey key) throws IOException {
        Path tree = layout.published(key);
        if (layout.isAttached(key) && !Mounts.below(tree).isEmpty()) {
            throw LinuxException.busy("detach", tree);
        }
        Disk.deleteIfExists(layout.meta(layout.writable(key), WholeTreeLayout.ATTACHED));
    }

    public boolean isWritable(LayerKey key) {
        return layout.isWritable(key);
    }

    public boolean isAttached(LayerKey key) {
        return layout.isAttached(key);
    }

    /// What a layer's tree has that its parent's has not; all when it has no parent.
    public DiskUsage usage(LayerKey key) throws IOException {
        return differences.usage(key);
    }

    public List<Change> changes(LayerKey key) throws IOException {
        return differences.changes(key);
    }

    public void writeDiff(LayerKey key, OutputStream out) throws IOException {
        differences.writeDiff(key, out);
    }
}
