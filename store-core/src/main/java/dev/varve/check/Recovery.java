package dev.varve.check;

import dev.varve.content.BlobStore;
import dev.varve.disk.AtomicFiles;
import dev.varve.disk.StoreLayout;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.layer.Drivers;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.disk.Disk;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Puts in order what a crash or power cut has left: everything that the index does not name goes,
/// except downloads that can be gone on with. Runs before the store is open to anybody.
public final class Recovery {
    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /// A partial download that nobody has come back to for this long is thrown away.
    private static final Duration INGEST_LIFETIME = Duration.ofDays(7);

    private final StoreLayout layout;
    private final Index index;
    private final Drivers drivers;
    private final GarbageCollector collector;
    private final Clock clock;

    public Recovery(
            StoreLayout layout,
            Index index,
            Drivers drivers,
            GarbageCollector collector,
            Clock clock) {
        this.layout = layout;
        this.index = index;
        this.drivers = drivers;
        this.collector = collector;
        this.clock = clock;
    }

    public void run() throws IOException {
        AtomicFiles.clear(layout.tmp());
        boolean kept = Files.exists(layout.unrestored());
        if (kept) {
            log.warn(
                    "{} tells what could not be restored when the index was made again; until it is"
                            + " deleted, blobs and layers that nothing names are kept",
                    layout.unrestored());
        }
        Swept swept = new Swept();
        for (StorageDriver driver : drivers.all()) {
            swept.unfinished(driver, driver.sweepStaging());
            if (!kept) {
                removeOrphanedLayers(driver, swept);
                removeOrphanedWritables(driver, swept);
            }
            forgetLostMounts(driver);
        }
        if (!kept) {
            removeOrphanedBlobs(swept);
        }
        dropOldIngests();
        collector.dispose();
        swept.sentence().ifPresent(log::info);
    }

    private void removeOrphanedLayers(StorageDriver driver, Swept swept) throws IOException {
        List<LayerKey> orphans = new ArrayList<>(driver.list());
        orphans.removeAll(index.read(t -> new LayerTable(t).keys()));
        swept.layers(driver, orphans);
        driver.remove(orphans);
    }

    private void removeOrphanedWritables(StorageDriver driver, Swept swept) throws IOException {
        List<LayerKey> orphans = new ArrayList<>(driver.listWritable());
        if (!orphans.isEmpty()) {
            orphans.removeAll(index.read(t -> new ContainerTable(t).keys(driver.name())));
            swept.containers(driver, orphans);
            driver.remove(orphans);
        }
    }

    /// A restart of the machine unmounts everything, and a crash may come between the row and the
    /// mount.
    private void forgetLostMounts(StorageDriver driver) throws IOException {
        for (ContainerTable.Mounted mounted :
                index.read(t -> new ContainerTable(t).attached(driver.name()))) {
            if (!driver.isAttached(mounted.key())) {
                index.writeToFree(t -> {
                    new ContainerTable(t).setAttached(mounted.id(), Optional.empty());
                    return null;
                });
            }
        }
    }

    private void removeOrphanedBlobs(Swept swept) throws IOException {
        Set<String> known = index.read(t -> new BlobTable(t).digests());
        List<Digest> orphans = new ArrayList<>();
        for (String algorithm : List.of("sha256", "sha384", "sha512")) {
            for (Path file : list(layout.blobs(algorithm))) {
                String digest = algorithm + ":" + file.getFileName();
                if (!known.contains(digest)) {
                    Disk.delete(file);
                    orphans.add(Digest.parse(digest));
                }
            }
        }
        swept.blobs(orphans);
    }

    private void dropOldIngests() throws IOException {
        Instant now = clock.instant();
        Instant oldest = now.minus(INGEST_LIFETIME);
        for (Path file : list(layout.ingests())) {
            // Marks may have gone with their blob.
            if (!Files.exists(file)) {
                continue;
            }
            Instant modified = Files.getLastModifiedTime(file).toInstant();
            if (modified.isBefore(oldest)) {
                log.info("dropped the partial download {}: it is older than 7 days", file);
                BlobStore.discardIngest(file);
            } else if (modified.isAfter(now)) {
                // The clock went back since; its seven days begin now, or it might stay for years.
                Disk.setLastModifiedTime(file, FileTime.from(now));
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
