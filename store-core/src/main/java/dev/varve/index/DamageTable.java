package dev.varve.index;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The blobs and unpacked layers that a check has found damaged, until they are replaced or found
/// sound.
public final class DamageTable {
    private final Transaction transaction;

    public DamageTable(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @param problem a sentence
    public void mark(Digest blob, String problem) {
        mark(blob.toString(), "", problem);
    }

    /// @param problem a sentence
    public void mark(ChainId layer, String driver, String problem) {
        mark(layer.toString(), driver, problem);
    }

    private void mark(String object, String driver, String problem) {
        transaction.update(
                "INSERT OR REPLACE INTO damage (object, driver, problem) VALUES (?, ?, ?)",
                object,
                driver,
                problem);
    }

    public void clear(Digest blob) {
        clear(blob.toString(), "");
    }

    public void clear(ChainId layer, String driver) {
        clear(layer.toString(), driver);
    }

    private void clear(String object, String driver) {
        transaction.update("DELETE FROM damage WHERE object = ? AND driver = ?", object, driver);
    }

    public boolean isDamaged(Digest blob) {
        return transaction
                .queryOne(
                        "SELECT 1 FROM damage WHERE object = ? AND driver = ''",
                        row -> true,
                        blob.toString())
                .isPresent();
    }

    public boolean isEmpty() {
        return transaction.queryOne("SELECT 1 FROM damage LIMIT 1", row -> true).isEmpty();
    }

    public Set<ChainId> layers(String driver) {
        return new HashSet<>(
                transaction.query(
                        "SELECT object FROM damage WHERE driver = ?",
                        row -> new ChainId(Digest.parse(row.getString(1))),
                        driver));
    }

    /// The damaged images with what is wrong with each: sentences.
    public Map<Digest, List<String>> ofImages() {
        record Found(Digest image, String problem) {}
        if (isEmpty()) {
            return Map.of();
        }
        Map<Digest, List<String>> damage = new HashMap<>();
        transaction
                .query(
                        """
                        SELECT image_layer.image, damage.object, damage.problem
                        FROM damage JOIN image_layer ON image_layer.chain_id = damage.object
                        WHERE damage.driver != ''\
                        """,
                        row ->
                                new Found(
                                        Digest.parse(row.getString(1)),
                                        "layer " + row.getString(2) + ": " + row.getString(3)))
                .forEach(found -> add(damage, List.of(found.image()), found.problem()));
        transaction
                .query(
                        "SELECT object, problem FROM damage WHERE driver = ''",
                        row -> new Found(Digest.parse(row.getString(1)), row.getString(2)))
                .forEach(found ->
                        add(
                                damage,
                                imagesOver(found.image()),
                                "blob " + found.image() + ": " + found.problem()));
        return damage;
    }

    private static void add(
            Map<Digest, List<String>> damage, Collection<Digest> images, String problem) {
        images.forEach(image -> damage.computeIfAbsent(image, _ -> new ArrayList<>()).add(problem));
    }

    public boolean hasDamagedBlob(Digest image) {
        return transaction
                .query(
                        "SELECT object FROM damage WHERE driver = ''",
                        row -> Digest.parse(row.getString(1)))
                .stream()
                .anyMatch(blob -> imagesOver(blob).contains(image));
    }

    /// The images that a blob belongs to.
    private Set<Digest> imagesOver(Digest blob) {
        BlobTable blobs = new BlobTable(transaction);
        Set<Digest> seen = new HashSet<>(List.of(blob));
        Deque<Digest> next = new ArrayDeque<>(seen);
        Set<Digest> images = new HashSet<>();
        while (!next.isEmpty()) {
            Digest digest = next.remove();
            images.addAll(
                    transaction.query(
                            """
                            SELECT id FROM image WHERE id = ?1 OR manifest = ?1
                            UNION SELECT image FROM name WHERE target = ?1\
                            """,
                            row -> Digest.parse(row.getString(1)),
                            digest.toString()));
            blobs.parents(digest).stream().filter(seen::add).forEach(next::add);
        }
        return images;
    }
}
