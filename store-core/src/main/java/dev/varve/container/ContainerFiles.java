package dev.varve.container;

import dev.varve.archive.AnyCompression;
import dev.varve.disk.StoreLayout;
import dev.varve.image.config.RunField;
import dev.varve.index.ContainerTable;
import dev.varve.storage.Change;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.rootfs.PathStat;
import dev.varve.storage.rootfs.Rootfs;
import dev.varve.storage.tar.ExtractRules;
import dev.varve.storage.tar.Owner;
import dev.varve.storage.tar.TarLimits;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.ExecutorService;

/// The verbs that look into a container's root file system and copy into and out of it: `diff`,
/// `export` and `cp`. They work on a container at rest and on a mounted one alike.
public final class ContainerFiles {
    private final StoreLayout layout;
    private final ContainerStore containers;
    private final ContainerEvents events;
    private final TarLimits limits;
    private final FileWork work;

    /// @param executor of platform threads: the work is one foreign call after the other
    public ContainerFiles(
            StoreLayout layout,
            ContainerStore containers,
            ContainerEvents events,
            TarLimits limits,
            ExecutorService executor) {
        this.layout = layout;
        this.containers = containers;
        this.events = events;
        this.limits = limits;
        this.work = new FileWork(executor);
    }

    /// What to do in a root file system.
    @FunctionalInterface
    private interface InRoot<T> {
        T run(Rootfs root) throws IOException;
    }

    /// What the container changed against its image, sorted by path in raw byte order, each changed
    /// directory before what changed in it.
    public List<Change> changes(String given) {
        ContainerTable.Row container = containers.find(given);
        StorageDriver driver = containers.driverOf(container);
        String verb = "compare container " + container.name();
        try (var _ = containers.holds().together(container.id(), verb)) {
            return work.call(verb, given, "", () -> driver.changes(container.key()));
        }
    }

    /// Writes the whole tree as an uncompressed tar. Told as an event before the first byte, so
    /// that who has read the last one finds it.
    public void export(String given, OutputStream out) {
        ContainerTable.Row container = containers.find(given);
        inRoot(
                container,
                "export container " + container.name(),
                given,
                "",
                root -> {
                    events.publish("export", container);
                    root.export(out);
                    return true;
                });
    }

    /// Throws [dev.varve.error.StoreException.NotFound] when nothing is there.
    public PathStat stat(String given, String path) {
        ContainerTable.Row container = containers.find(given);
        String verb = "look for " + path + " in container " + container.name();
        return inRoot(container, verb, given, path, root -> root.stat(path));
    }

    /// Writes a file, or a directory with all that is in it, as an uncompressed tar. Told as an
    /// event before the first byte.
    public void copyOut(String given, String path, OutputStream out) {
        ContainerTable.Row container = containers.find(given);
        inRoot(
                container,
                "copy " + path + " from container " + container.name(),
                given,
                path,
                root -> {
                    root.stat(path);
                    events.publish("archive-path", container);
                    root.archive(path, out);
                    return true;
                });
    }

    /// Unpacks a tar into a directory.
    ///
    /// @param tar in any compression; read to its end, not closed
    public void copyIn(String given, CopyIn copy, InputStream tar) {
        ContainerTable.Row container = containers.find(given);
        inRoot(
                container,
                "copy to " + copy.path() + " in container " + container.name(),
                given,
                copy.path(),
                root -> {
                    ExtractRules rules =
                            new ExtractRules(
                                    copy.keepsKinds(),
                                    owner(root, container, copy),
                                    limits.within(layout.usableSpace()));
                    root.extract(
                            copy.path(), AnyCompression.decompress(new GivenStream(tar)), rules);
                    return true;
                });
        events.publish("extract-to-dir", container);
    }

    private static @Nullable Owner owner(Rootfs root, ContainerTable.Row container, CopyIn copy)
            throws IOException {
        String user = container.config().text(RunField.USER);
        return copy.ownedByUser() && !user.isEmpty() ? root.owner(user) : null;
    }

    private <T> T inRoot(
            ContainerTable.Row container, String verb, String given, String path, InRoot<T> task) {
        StorageDriver driver = containers.driverOf(container);
        try (var _ = containers.holds().together(container.id(), verb)) {
            return work.call(
                    verb,
                    given,
                    path,
                    () -> {
                        try (RootfsMount mount = driver.mount(container.key());
                                Rootfs root = Rootfs.open(mount.path())) {
                            return task.run(root);
                        }
                    });
        }
    }
}
