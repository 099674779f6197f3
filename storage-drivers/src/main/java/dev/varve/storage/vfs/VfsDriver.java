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
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tar.ChangesArchive;
import dev.varve.storage.tree.DockerSameness;
import dev.varve.storage.tree.TreeChanges;
import dev.varve.storage.tree.TreeCopy;
import dev.varve.storage.tree.TreeForm;
import dev.varve.storage.tree.TreeUsage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Every layer is a full copy of its parent with its own entries applied, in `dir/<key>`, as
/// dockerd has it. `meta/<key>.json` is the sidecar and `meta/<key>.parent` the parent's key; a
/// writable layer has `meta/<key>.writable`, and `meta/<key>.attached` while it is attached.
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

    private final DriverHome home;
    private final VfsLayout layout;

    private VfsDriver(DriverHome home, VfsLayout layout) {
        this.home = home;
        this.layout = layout;
    }

    /// Opens or makes the driver's directory.
    public static VfsDriver open(Path home) throws IOException {
        DriverHome opened = DriverHome.open(home, VfsLayout::isInAttached);
        return new VfsDriver(opened, VfsLayout.in(opened));
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
                parent.isPresent() ? Optional.of(layout.tree(parent.get())) : Optional.empty();
        Path staged = home.staged(key);
        if (Files.exists(staged)) {
            throw new FileAlreadyExistsException(staged.toString());
        }
        DriverHome.makeDirectory(staged, 0755);
        if (source.isPresent()) {
            DriverHome.writeFile(layout.staged(key, VfsLayout.PARENT), parent.get().value(), 0600);
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
            DriverHome.writeFile(
                    layout.staged(layer.key(), VfsLayout.SIDECAR), layer.sidecar(), 0600);
        }
        home.flushAll();
        for (CommittedLayer layer : batch) {
            LayerKey key = layer.key();
            Disk.move(layout.staged(key, VfsLayout.SIDECAR), layout.meta(key, VfsLayout.SIDECAR));
            if (Files.exists(layout.staged(key, VfsLayout.PARENT))) {
                Disk.move(layout.staged(key, VfsLayout.PARENT), layout.meta(key, VfsLayout.PARENT));
            }
            home.publish(key, layout.published(key));
        }
        DriverHome.flushNames(layout.meta());
        DriverHome.flushNames(home.staging());
        DriverHome.flushNames(layout.dir());
    }

    @Override
    public void remove(Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            Mounts.detachBelow(layout.published(key), _ -> false);
            for (Path layer : List.of(layout.published(key), home.staged(key))) {
                home.hide(layer);
                home.removeHidden(key.value());
            }
            for (String suffix : VfsLayout.ALL) {
                Disk.deleteIfExists(layout.meta(key, suffix));
                Disk.deleteIfExists(layout.staged(key, suffix));
            }
        }
    }

    @Override
    public RootfsMount mount(LayerKey key) throws IOException {
        Path tree = layout.tree(key);
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
        Optional<Path> parent = layout.parent(key);
        try (Fd top = Open.directory(layout.tree(key))) {
            if (parent.isEmpty()) {
                return TreeUsage.of(top);
            }
            try (Fd base = Open.directory(parent.get())) {
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
        return DriverHome.keysIn(layout.dir()).stream()
                .filter(key -> !layout.isWritable(key))
                .toList();
    }

    @Override
    public Optional<String> sidecar(LayerKey key) throws IOException {
        return Files.isDirectory(layout.published(key))
                ? DriverHome.readIfPresent(layout.meta(key, VfsLayout.SIDECAR))
                : Optional.empty();
    }

    @Override
    public void createWritable(LayerKey key, Optional<LayerKey> parent, WritableSpec spec)
            throws IOException {
        spec.refuseLimit(name());
        Path tree = layout.published(key);
        if (Files.exists(tree)) {
            throw new FileAlreadyExistsException(tree.toString());
        }
        try {
            prepare(key, parent);
            DriverHome.writeFile(layout.meta(key, VfsLayout.WRITABLE), "", 0600);
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
        return DriverHome.keysIn(layout.dir()).stream().filter(layout::isWritable).toList();
    }

    /// The tree itself: nothing has to be mounted.
    @Override
    public Path attach(LayerKey key) throws IOException {
        Path attached = layout.meta(layout.writable(key), VfsLayout.ATTACHED);
        try {
            DriverHome.writeFile(attached, "", 0600);
        } catch (IOException e) {
            Disk.deleteIfExists(attached);
            throw e;
        }
        return layout.tree(key);
    }

    @Override
    public void detach(LayerKey key) throws IOException {
        Path tree = layout.published(key);
        if (layout.isAttached(key) && !Mounts.below(tree).isEmpty()) {
            throw LinuxException.busy("detach", tree);
        }
        Disk.deleteIfExists(layout.meta(layout.writable(key), VfsLayout.ATTACHED));
    }

    @Override
    public boolean isAttached(LayerKey key) {
        return layout.isAttached(key);
    }

    @Override
    public List<Change> changes(LayerKey key) throws IOException {
        Optional<Path> parent = layout.parent(layout.writable(key));
        try (Fd top = Open.directory(layout.tree(key))) {
            if (parent.isEmpty()) {
                return TreeChanges.of(top, TreeForm.WHOLE);
            }
            try (Fd base = Open.directory(parent.get())) {
                return TreeChanges.between(top, base, TreeForm.WHOLE, new DockerSameness());
            }
        }
    }

    @Override
    public void writeDiff(LayerKey key, OutputStream out) throws IOException {
        Optional<Path> parent = layout.parent(layout.writable(key));
        try (Fd top = Open.directory(layout.tree(key))) {
            if (parent.isEmpty()) {
                ChangesArchive.write(top, TreeChanges.of(top, TreeForm.WHOLE), out);
                return;
            }
            Stat copied = Stat.at(Fd.CWD, Open.bytes(layout.meta(key, VfsLayout.WRITABLE)));
            try (Fd base = Open.directory(parent.get())) {
                ChangesArchive.write(top, CopyChanges.between(top, base, copied), out);
            }
        }
    }

    @Override
    public List<LayerKey> sweepStaging() throws IOException {
        List<LayerKey> swept = home.sweep();
        layout.sweepMeta();
        return swept;
    }

    @Override
    public void close() {
        home.close();
    }
}
