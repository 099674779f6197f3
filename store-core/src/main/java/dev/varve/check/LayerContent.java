package dev.varve.check;

import dev.varve.content.BlobStore;
import dev.varve.error.StoreException;
import dev.varve.index.LayerTable;
import dev.varve.layer.LayerUnpacker;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.verify.Difference;
import dev.varve.storage.verify.TreeVerifier;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Compares the files of one driver's layers with their compressed layers: unpacks each again with
/// the same driver, beside it, and throws that away. What the driver does with a layer is so judged
/// by itself, and nothing else has to know it.
///
/// A driver whose layers hold the whole tree starts from what was unpacked of the layer below, not
/// from what is kept of it, so that damage is named where it is and not in every layer above.
final class LayerContent {
    private static final int BUFFER = 64 << 10;

    private final StorageDriver driver;
    private final StorageDriver unpacker;
    private final BlobStore blobs;
    private final TarLimits limits;
    private final Map<ChainId, Digest> sources;
    private final Findings findings;
    private final Map<ChainId, LayerKey> unpacked = new HashMap<>();
    private final Map<ChainId, TreeVerifier.Start> starts = new HashMap<>();

    /// @param unpacker of the same kind as `driver`, and it where that may be written to
    /// @param sources a blob for each layer that has one
    LayerContent(
            StorageDriver driver,
            StorageDriver unpacker,
            BlobStore blobs,
            TarLimits limits,
            Map<ChainId, Digest> sources,
            Findings findings) {
        this.driver = driver;
        this.unpacker = unpacker;
        this.blobs = blobs;
        this.limits = limits;
        this.sources = sources;
        this.findings = findings;
    }

    /// @param rows of this driver, all whose directories are there, parents before children
    /// @param chosen those to compare
    void compare(List<LayerTable.Row> rows, Set<ChainId> chosen) throws IOException {
        Map<ChainId, LayerTable.Row> needed = needed(rows, chosen);
        Map<ChainId, Integer> childrenLeft = new HashMap<>();
        needed.values()
                .forEach(
                        row -> row.parent().ifPresent(p -> childrenLeft.merge(p, 1, Integer::sum)));
        try {
            for (LayerTable.Row row : needed.values()) {
                compare(row);
                if (driver.layersAreIndependent() || !childrenLeft.containsKey(row.chainId())) {
                    drop(row.chainId());
                }
                if (row.parent().isPresent()
                        && childrenLeft.merge(row.parent().get(), -1, Integer::sum) == 0) {
                    drop(row.parent().get());
                }
            }
        } finally {
            List.copyOf(unpacked.keySet()).forEach(this::drop);
        }
    }

    /// What has to be unpacked: for a driver that stores whole trees, all layers below too.
    private Map<ChainId, LayerTable.Row> needed(List<LayerTable.Row> rows, Set<ChainId> chosen) {
        Set<ChainId> needed = new HashSet<>(chosen);
        if (!driver.layersAreIndependent()) {
            for (LayerTable.Row row : rows.reversed()) {
                if (needed.contains(row.chainId())) {
                    row.parent().ifPresent(needed::add);
                }
            }
        }
        Map<ChainId, LayerTable.Row> sorted = new LinkedHashMap<>();
        for (LayerTable.Row row : rows) {
            if (needed.contains(row.chainId())) {
                sorted.put(row.chainId(), row);
            }
        }
        return sorted;
    }

    private void compare(LayerTable.Row row) throws IOException {
        Digest source = sources.get(row.chainId());
        if (source == null || !Files.isRegularFile(blobs.path(source))) {
            skip(row, "the store has no compressed layer of it");
            return;
        }
        Optional<LayerKey> parent =
                driver.layersAreIndependent() ? Optional.empty() : row.parent().map(unpacked::get);
        if (!driver.layersAreIndependent() && parent.isPresent() != row.parent().isPresent()) {
            skip(row, "the layer below it could not be unpacked");
            return;
        }
        LayerKey key = LayerKey.random();
        unpacked.put(row.chainId(), key);
        try {
            ActiveLayer layer = unpacker.prepare(key, parent);
            TreeVerifier.Start start = start(row, layer);
            starts.put(row.chainId(), start);
            try (InputStream in =
                    new BufferedInputStream(Files.newInputStream(blobs.path(source)), BUFFER)) {
                LayerUnpacker.unpack(in, layer, row.diffId(), limits);
            }
            List<Difference> differences = new ArrayList<>();
            try (RootfsMount filled = driver.filled(row.key())) {
                TreeVerifier.compare(layer.root(), filled.path(), start, differences::add);
            }
            findings.layersRead++;
            for (Difference difference : differences) {
                findings.damaged(row, "in its layer of " + driver.name() + ": " + difference);
            }
            findings.sound(row);
        } catch (IOException | StoreException e) {
            drop(row.chainId());
            skip(row, "its compressed layer cannot be unpacked again: " + e.getMessage());
        }
    }

    /// Of a whole tree the first node was made with the lowest layer.
    private TreeVerifier.Start start(LayerTable.Row row, ActiveLayer layer) throws IOException {
        Optional<TreeVerifier.Start> below =
                driver.layersAreIndependent() ? Optional.empty() : row.parent().map(starts::get);
        return below.isPresent() ? below.get() : TreeVerifier.Start.of(layer.root());
    }

    private void skip(LayerTable.Row row, String reason) {
        findings.unchecked(
                "the files of the layer "
                        + row.chainId()
                        + " ("
                        + driver.name()
                        + ") were not compared: "
                        + reason);
    }

    private void drop(ChainId chain) {
        LayerKey key = unpacked.remove(chain);
        if (key != null) {
            try {
                unpacker.remove(List.of(key));
            } catch (IOException e) {
                findings.unchecked(
                        "what was unpacked to compare the layer "
                                + chain
                                + " stays until varved starts again: "
                                + e.getMessage());
            }
        }
    }
}
