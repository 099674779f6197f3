package dev.varve.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectReader;

import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.oci.Json;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The images, each with its stack of layers and its names.
public final class ImageTable {
    private static final String COLUMNS =
            "id, parent, created_second, created_nano, size, has_config, labels, os, architecture,"
                    + " variant, os_version, tagged_second, tagged_nano";
    private static final ObjectReader LABELS =
            Json.mapper().readerFor(new TypeReference<Map<String, String>>() {});

    private final Transaction transaction;
    private final NameTable names;

    public ImageTable(Transaction transaction) {
        this.transaction = transaction;
        this.names = new NameTable(transaction);
    }

    public Optional<StoredImage> find(Digest id) {
        return find(id, names.referencesOf(id));
    }

    /// An image for what does not look at its names, of which it may have very many.
    public Optional<StoredImage> findWithoutNames(Digest id) {
        return find(id, List.of());
    }

    private Optional<StoredImage> find(Digest id, List<Reference> references) {
        return transaction.queryOne(
                "SELECT " + COLUMNS + " FROM image WHERE id = ?",
                row -> image(row, references, layersOf(id)),
                id.toString());
    }

    public boolean contains(Digest id) {
        return transaction
                .queryOne("SELECT 1 FROM image WHERE id = ?", row -> true, id.toString())
                .isPresent();
    }

    /// IDs whose hexadecimal part starts with these digits, at most `limit` of them.
    public List<Digest> withPrefix(String hexPrefix, int limit) {
        return transaction.query(
                "SELECT id FROM image WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3",
                row -> Digest.parse(row.getString(1)),
                "sha256:" + hexPrefix,
                "sha256:" + hexPrefix + "g",
                limit);
    }

    public List<Digest> children(Digest parent) {
        return transaction.query(
                "SELECT id FROM image WHERE parent = ? ORDER BY id",
                row -> Digest.parse(row.getString(1)),
                parent.toString());
    }

    public int count() {
        return transaction.query("SELECT count(*) FROM image", row -> row.getInt(1)).getFirst();
    }

    public List<StoredImage> all() {
        return all(allLayers());
    }

    /// Every image, for what does not look at layers: theirs are most of the rows.
    public List<StoredImage> allWithoutLayers() {
        return all(Map.of());
    }

    private List<StoredImage> all(Map<String, List<ImageLayer>> layers) {
        Map<String, List<Reference>> references = allReferences();
        return transaction.query(
                "SELECT " + COLUMNS + " FROM image ORDER BY id",
                row -> {
                    String id = row.getString(1);
                    return image(
                            row,
                            references.getOrDefault(id, List.of()),
                            layers.getOrDefault(id, List.of()));
                });
    }

    /// The image that came by a manifest.
    public Optional<Digest> ofManifest(Digest manifest) {
        return transaction.queryOne(
                "SELECT id FROM image WHERE manifest = ? LIMIT 1",
                row -> Digest.parse(row.getString(1)),
                manifest.toString());
    }

    /// The manifest by which an image came.
    public Digest manifestOf(Digest id) {
        return transaction
                .query(
                        "SELECT manifest FROM image WHERE id = ?",
                        row -> Digest.parse(row.getString(1)),
                        id.toString())
                .getFirst();
    }

    /// Whether this is an artifact: its ID is the digest of its manifest, where that of an image is
    /// the digest of its config.
    public boolean isArtifact(Digest id) {
        return transaction
                .queryOne(
                        "SELECT 1 FROM image WHERE id = ? AND id = manifest",
                        row -> true,
                        id.toString())
                .isPresent();
    }

    /// Adds an image without its names; one that is there stays as it is.
    public void add(StoredImage image, Digest manifest) {
        int added =
                transaction.update(
                        "INSERT OR IGNORE INTO image ("
                                + COLUMNS
                                + ", manifest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        image.id().toString(),
                        image.parent().map(Digest::toString).orElse(null),
                        image.created().map(Instant::getEpochSecond).orElse(null),
                        image.created().map(Instant::getNano).orElse(null),
                        image.size(),
                        image.hasConfig(),
                        labels(image.labels()),
                        image.platform().os(),
                        image.platform().architecture(),
                        image.platform().variant(),
                        image.platform().osVersion(),
                        image.lastTagged().map(Instant::getEpochSecond).orElse(null),
                        image.lastTagged().map(Instant::getNano).orElse(null),
                        manifest.toString());
        if (added == 0) {
            return;
        }
        int position = 0;
        for (ImageLayer layer : image.layers()) {
            transaction.update(
                    "INSERT INTO image_layer (image, position, chain_id, diff_id, size) VALUES (?,"
                            + " ?, ?, ?, ?)",
                    image.id().toString(),
                    position++,
                    layer.chainId().toString(),
                    layer.diffId().toString(),
                    layer.size());
        }
    }

    /// Records what an image was made of, unless that is gone.
    public void setParent(Digest id, Digest parent) {
        transaction.update(
                "UPDATE image SET parent = ?2 WHERE id = ?1"
                        + " AND EXISTS (SELECT 1 FROM image WHERE id = ?2)",
                id.toString(),
                parent.toString());
    }

    public void setLastTagged(Digest id, Instant when) {
        transaction.update(
                "UPDATE image SET tagged_second = ?, tagged_nano = ? WHERE id = ?",
                when.getEpochSecond(),
                when.getNano(),
                id.toString());
    }

    /// Removes an image that has no names any more. Its children lose their parent.
    public void remove(Digest id) {
        transaction.update("UPDATE image SET parent = NULL WHERE parent = ?", id.toString());
        transaction.update("DELETE FROM image_layer WHERE image = ?", id.toString());
        transaction.update("DELETE FROM image WHERE id = ?", id.toString());
    }

    private List<ImageLayer> layersOf(Digest id) {
        return transaction.query(
                "SELECT chain_id, diff_id, size FROM image_layer WHERE image = ? ORDER BY position",
                row -> layer(row.getString(1), row.getString(2), row.getLong(3)),
                id.toString());
    }

    private Map<String, List<Reference>> allReferences() {
        Map<String, List<Reference>> references = new HashMap<>();
        transaction.query(
                "SELECT image, reference FROM name ORDER BY reference",
                row ->
                        references
                                .computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                                .add(ReferenceParser.parseStored(row.getString(2))));
        return references;
    }

    private Map<String, List<ImageLayer>> allLayers() {
        Map<String, List<ImageLayer>> layers = new HashMap<>();
        // Images have many layers in common.
        Map<String, ImageLayer> known = new HashMap<>();
        transaction.query(
                "SELECT image, chain_id, diff_id, size FROM image_layer ORDER BY image, position",
                row -> {
                    String chainId = row.getString(2);
                    @Nullable ImageLayer layer = known.get(chainId);
                    if (layer == null) {
                        layer = layer(chainId, row.getString(3), row.getLong(4));
                        known.put(chainId, layer);
                    }
                    return layers.computeIfAbsent(row.getString(1), id -> new ArrayList<>())
                            .add(layer);
                });
        return layers;
    }

    private static ImageLayer layer(String chainId, String diffId, long size) {
        return new ImageLayer(new ChainId(Digest.parse(chainId)), Digest.parse(diffId), size);
    }

    private static StoredImage image(
            ResultSet row, List<Reference> references, List<ImageLayer> layers)
            throws SQLException {
        return new StoredImage(
                Digest.parse(row.getString(1)),
                Optional.ofNullable(row.getString(2)).map(Digest::parse),
                references,
                instant(row, 3),
                row.getLong(5),
                row.getBoolean(6),
                labels(row.getString(7)),
                new Platform(
                        row.getString(8), row.getString(9), row.getString(10), row.getString(11)),
                layers,
                instant(row, 12));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long second = row.getLong(column);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(second, row.getInt(column + 1)));
    }

    private static @Nullable String labels(Map<String, String> labels) {
        try {
            return labels.isEmpty() ? "{}" : Json.mapper().writeValueAsString(labels);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings always has a JSON form", e);
        }
    }

    private static Map<String, String> labels(String json) throws SQLException {
        try {
            return json.equals("{}") ? Map.of() : LABELS.readValue(json);
        } catch (JsonProcessingException e) {
            throw new SQLException("the labels of an image are damaged: " + e.getMessage(), e);
        }
    }
}
