package dev.varve.check;

import dev.varve.check.CheckLevel.Depth;
import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.gc.GarbageCollector;
import dev.varve.index.BlobTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Drivers;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.MediaTypes;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.tar.TarLimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// Compares what the index says with what lies on the disk, both ways: what is named must be there
/// and whole, and what is there must be named.
///
/// It can run while the store is in use. A lease holds what is named at its start, so that nothing
/// of it goes meanwhile; what has no name is only told when no operation is under way that may be
/// about to give it one.
public final class StoreCheck {
    private final StoreLayout layout;
    private final Index index;
    private final BlobStore blobs;
    private final Drivers drivers;
    private final Leases leases;
    private final GarbageCollector collector;
    private final Unpacking unpacking;
    private final Random random = new Random();

    /// Where layers are unpacked to be compared with those that are kept.
    interface Unpacking {
        /// A driver of the same kind as that which keeps the layers.
        StorageDriver driver(StorageDriver keeper) throws IOException;

        /// Bytes that a layer may take.
        long room() throws IOException;
    }

    public StoreCheck(
            StoreLayout layout,
            Index index,
            BlobStore blobs,
            Drivers drivers,
            Leases leases,
            GarbageCollector collector) {
        this(layout, index, blobs, drivers, leases, collector, inPlace(layout));
    }

    StoreCheck(
            StoreLayout layout,
            Index index,
            BlobStore blobs,
            Drivers drivers,
            Leases leases,
            GarbageCollector collector,
            Unpacking unpacking) {
        this.layout = layout;
        this.index = index;
        this.blobs = blobs;
        this.drivers = drivers;
        this.leases = leases;
        this.collector = collector;
        this.unpacking = unpacking;
    }

    private static Unpacking inPlace(StoreLayout layout) {
        return new Unpacking() {
            @Override
            public StorageDriver driver(StorageDriver keeper) {
                return keeper;
            }

            @Override
            public long room() throws IOException {
                return layout.usableSpace();
            }
        };
    }

    /// For a store without operations under way: everything but the files inside layers, and
    /// nothing may be left behind.
    public List<Problem> run() throws IOException {
        Findings findings = new Findings();
        run(CheckLevel.READ_DATA, false, findings);
        for (Path file : list(layout.tmp())) {
            findings.add(file, "a temporary file was left behind", Findings.RESTART);
        }
        return findings.problems();
    }

    /// Blocks its carrier: call it from a platform thread.
    public CheckReport run(CheckLevel level) throws IOException {
        Findings findings = new Findings();
        CheckReport report = run(level, true, findings);
        if (index.damage().isEmpty()) {
            index.write(transaction -> {
                findings.note(transaction);
                return true;
            });
        }
        return report;
    }

    private CheckReport run(CheckLevel level, boolean trees, Findings findings) throws IOException {
        Lease lease = leases.open();
        try {
            if (level.includes(Depth.META)) {
                index.flaws().forEach(flaw -> findings.add("index", flaw, Findings.INDEX));
            }
            Holdings disk = Holdings.onDisk(layout, drivers);
            Contents contents = index.write(t -> Contents.hold(t, leases, lease));
            compare(level, trees, contents, findings);
            strays(disk, lease, findings);
            index.write(transaction -> unowned(transaction, contents, findings));
            checkNothingElseLies(findings);
            return findings.report(level, contents.blobs().size(), contents.layers().size());
        } finally {
            List<Digest> heldBlobs = lease.blobs();
            List<ChainId> heldLayers = lease.layers();
            lease.close();
            collector.collect(heldBlobs, heldLayers.reversed());
        }
    }

    private void compare(CheckLevel level, boolean trees, Contents contents, Findings findings)
            throws IOException {
        boolean meta = level.includes(Depth.META);
        Set<Digest> damaged =
                new BlobsCheck(layout, index, contents, findings)
                        .run(blob -> (meta && isDocument(blob)) || isChosen(level));
        ImagesCheck images = new ImagesCheck(contents, blobs, findings);
        images.rows();
        Map<ChainId, List<Digest>> sources = new HashMap<>();
        if (meta) {
            images.documents();
            sources.putAll(contents.sources(images::layersOf));
        }
        for (StorageDriver driver : drivers.all()) {
            LayersCheck layers = new LayersCheck(driver, contents, index, findings);
            List<LayerTable.Row> there = layers.layers(meta);
            layers.containers(meta);
            if (trees && level.includes(Depth.READ_DATA)) {
                Map<ChainId, Digest> from = new HashMap<>();
                for (LayerTable.Row row : there) {
                    List<Digest> all = new ArrayList<>();
                    if (layers.blobs().containsKey(row.chainId())) {
                        all.add(layers.blobs().get(row.chainId()));
                    }
                    all.addAll(sources.getOrDefault(row.chainId(), List.of()));
                    all.stream()
                            .filter(digest -> contents.blobs().containsKey(digest))
                            .filter(digest -> !damaged.contains(digest))
                            .findFirst()
                            .ifPresent(digest -> from.put(row.chainId(), digest));
                }
                Set<ChainId> chosen = new HashSet<>();
                there.stream()
                        .filter(_ -> isChosen(level))
                        .forEach(row -> chosen.add(row.chainId()));
                TarLimits limits = TarLimits.WIDEST.within(unpacking.room());
                new LayerContent(driver, unpacking.driver(driver), blobs, limits, from, findings)
                        .compare(there, chosen);
            }
        }
        drivers.unopened()
                .forEach((name, reason) ->
                        findings.add(
                                name,
                                "its layers cannot be looked at: " + reason,
                                "make this storage driver work and start varved again"));
    }

    private static boolean isDocument(Descriptor blob) {
        String type = blob.mediaType();
        return MediaTypes.isManifest(type) || MediaTypes.isIndex(type) || MediaTypes.isConfig(type);
    }

    private boolean isChosen(CheckLevel level) {
        return level.includes(Depth.READ_DATA)
                && (level.percent() >= 100 || random.nextDouble() * 100 < level.percent());
    }

    /// @param disk what was there before the index was read
    private void strays(Holdings disk, Lease lease, Findings findings) throws IOException {
        Holdings strays = disk.without(index.read(t -> Holdings.named(t, layout)));
        if (strays.isEmpty()) {
            return;
        }
        // An operation that has made one and not named it yet is open here, or it has named it.
        boolean othersAreOpen = leases.areOthersOpen(lease);
        strays = strays.without(index.read(t -> Holdings.named(t, layout)));
        strays = strays.alsoIn(Holdings.onDisk(layout, drivers));
        if (strays.isEmpty()) {
            return;
        }
        if (othersAreOpen) {
            findings.unchecked(
                    strays.count()
                            + " blobs and layers that the index does not name were not judged:"
                            + " operations are under way that may be about to name them");
            return;
        }
        strays.blobs()
                .forEach(file ->
                        findings.add(file, "the index does not name this blob", Findings.RESTART));
        strays.layers()
                .forEach(layer ->
                        findings.add(
                                layer.driver() + "/" + layer.key(),
                                "the index does not name this layer",
                                Findings.RESTART));
    }

    private boolean unowned(Transaction transaction, Contents contents, Findings findings) {
        for (Object object : contents.unowned()) {
            boolean lost =
                    switch (object) {
                        case Digest blob ->
                                new BlobTable(transaction).contains(blob)
                                        && !new BlobTable(transaction).isReferenced(blob)
                                        && !leases.holds(blob);
                        case ChainId chain ->
                                !new LayerTable(transaction).ofChain(chain).isEmpty()
                                        && !new LayerTable(transaction).isReferenced(chain)
                                        && !leases.holds(chain);
                        default -> false;
                    };
            if (lost) {
                findings.add(object, "no image and no container needs it any more", Findings.INDEX);
            }
        }
        return true;
    }

    private void checkNothingElseLies(Findings findings) throws IOException {
        Set<String> known = new HashSet<>(drivers.unopened().keySet());
        drivers.all().forEach(driver -> known.add(driver.name()));
        known.addAll(
                Set.of(
                        "varve.db",
                        "varve.db-wal",
                        "varve.db-shm",
                        "unrestored",
                        "oci-layout",
                        "index.json",
                        // On its way to be index.json, now or when the power went.
                        ".index.json.new",
                        "blobs",
                        "ingest",
                        "tmp",
                        "mounts",
                        "reserve",
                        "lock",
                        "version",
                        "id"));
        for (Path file : list(layout.root())) {
            String name = String.valueOf(file.getFileName());
            // An index in the making, and one that was damaged and is kept.
            boolean index = name.startsWith("varve.db.new") || name.startsWith("varve.db.damaged-");
            if (!known.contains(name) && !index) {
                findings.add(file, "this does not belong to the store", "move it out of the root");
            }
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
