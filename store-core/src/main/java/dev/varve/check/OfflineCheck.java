package dev.varve.check;

import dev.varve.content.BlobStore;
import dev.varve.disk.Reserve;
import dev.varve.disk.RootLock;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException.NotFound;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.DamagedIndexException;
import dev.varve.index.Index;
import dev.varve.layer.Drivers;
import dev.varve.lease.Leases;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.disk.Disk;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for damage in a store that no daemon has, and changes nothing in it: it may be read-only.
///
/// SQLite cannot read an index with a log without writing beside it, so a copy of both is read;
/// layers are unpacked in a scratch directory by a driver of their kind that lies there. What is in
/// the way of a start is in the way here, too, and is told as what it is.
public final class OfflineCheck {
    /// Opens drivers.
    public interface Opener {
        List<String> names();

        /// Why a driver cannot be opened without changing anything.
        Optional<String> obstacle(String name, Path home) throws IOException;

        /// @param home the driver's directory
        StorageDriver open(String name, Path home) throws IOException;
    }

    private final StoreLayout layout;
    private final Opener opener;
    private final Path scratch;
    private final Map<String, StorageDriver> beside = new HashMap<>();

    private OfflineCheck(StoreLayout layout, Opener opener, Path scratch) {
        this.layout = layout;
        this.opener = opener;
        this.scratch = scratch;
    }

    /// @param scratch a directory outside the store, with room for its index and, to read data, for
    ///   its largest layer; of whole-tree drivers for the largest stack of layers
    public static CheckReport run(Path root, CheckLevel level, Opener opener, Path scratch)
            throws IOException {
        StoreLayout layout = new StoreLayout(root);
        if (!Files.isRegularFile(layout.version()) || !Files.isRegularFile(layout.lock())) {
            throw new NotFound(
                    "cannot look at the store "
                            + layout.root()
                            + ": there is none, or no root"
                            + " of a varved; --data-root tells where it lies");
        }
        try (RootLock _ = RootLock.share(layout.lock())) {
            Path own = Disk.createTempDirectory(scratch, "varve-check-");
            try {
                return new OfflineCheck(layout, opener, own).run(level);
            } finally {
                delete(own);
            }
        }
    }

    private CheckReport run(CheckLevel level) throws IOException {
        Path copy = scratch.resolve("varve.db");
        copy("", copy);
        copy("-wal", copy);
        if (!Files.exists(copy) || Files.size(copy) == 0) {
            return damagedIndex(level, "varve.db is missing or has no content");
        }
        try (Index index = Index.open(copy, new Reserve(new StoreLayout(scratch)));
                Drivers drivers = drivers()) {
            BlobStore blobs = new BlobStore(layout);
            Leases leases = new Leases();
            GarbageCollector collector = new GarbageCollector(index, blobs, drivers, leases);
            return new StoreCheck(layout, index, blobs, drivers, leases, collector, new Scratch())
                    .run(level);
        } catch (DamagedIndexException e) {
            return damagedIndex(level, String.valueOf(e.getMessage()));
        } finally {
            beside.values().forEach(StorageDriver::close);
        }
    }

    private static CheckReport damagedIndex(CheckLevel level, String reason) {
        return new CheckReport(
                level,
                List.of(new Problem("index", reason, "start varved, then " + Findings.INDEX)),
                List.of(
                        "blobs and layers were not judged: without its index nothing says what the"
                                + " store should have"),
                0,
                0,
                0,
                0);
    }

    private void copy(String suffix, Path to) throws IOException {
        Path from = layout.root().resolve(layout.index().getFileName() + suffix);
        if (Files.exists(from)) {
            try (InputStream in = Files.newInputStream(from);
                    OutputStream out =
                            Disk.newOutputStream(
                                    Path.of(to + suffix),
                                    StandardOpenOption.CREATE_NEW,
                                    StandardOpenOption.WRITE)) {
                in.transferTo(out);
            }
        }
    }

    private Drivers drivers() throws IOException {
        List<StorageDriver> open = new ArrayList<>();
        Map<String, String> unopened = new LinkedHashMap<>();
        for (String name : opener.names()) {
            Path home = layout.root().resolve(name);
            if (Files.isDirectory(home)) {
                Optional<String> obstacle = opener.obstacle(name, home);
                if (obstacle.isPresent()) {
                    unopened.put(name, obstacle.get());
                } else {
                    open.add(opener.open(name, home));
                }
            }
        }
        if (open.isEmpty()) {
            // A store without layers; its drivers' directories come with the first.
            open.add(openBeside(opener.names().getFirst()));
        }
        return new Drivers(open.getFirst(), open.subList(1, open.size()), unopened);
    }

    private StorageDriver openBeside(String name) throws IOException {
        StorageDriver driver = beside.get(name);
        if (driver == null) {
            driver = opener.open(name, Disk.createDirectories(scratch.resolve(name)));
            beside.put(name, driver);
        }
        return driver;
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Disk.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path done, IOException failure)
                            throws IOException {
                        Disk.delete(done);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private final class Scratch implements StoreCheck.Unpacking {
        @Override
        public StorageDriver driver(StorageDriver keeper) throws IOException {
            return openBeside(keeper.name());
        }

        @Override
        public long room() throws IOException {
            return new StoreLayout(scratch).usableSpace();
        }
    }
}
