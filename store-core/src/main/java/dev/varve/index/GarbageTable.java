package dev.varve.index;

import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;

import java.util.List;

/// What the index has let go and the disk may still hold. A row is written in the transaction that
/// lets go and removed when the bytes are gone, so that a crash in between is finished later.
public final class GarbageTable {
    private final Transaction transaction;

    public GarbageTable(Transaction transaction) {
        this.transaction = transaction;
    }

    public void addBlob(Digest digest) {
        add("blob", "", digest.toString());
    }

    public void addLayer(String driver, LayerKey key) {
        add("layer", driver, key.value());
    }

    public List<Digest> blobs() {
        return transaction.query(
                "SELECT name FROM garbage WHERE kind = 'blob'",
                row -> Digest.parse(row.getString(1)));
    }

    /// The drivers that have layers to delete.
    public List<String> drivers() {
        return transaction.query(
                "SELECT DISTINCT driver FROM garbage WHERE kind = 'layer' ORDER BY driver",
                row -> row.getString(1));
    }

    /// Layers of one driver, children before parents, as they were let go.
    public List<LayerKey> layers(String driver) {
        return transaction.query(
                "SELECT name FROM garbage WHERE kind = 'layer' AND driver = ? ORDER BY position",
                row -> new LayerKey(row.getString(1)),
                driver);
    }

    public void removeBlob(Digest digest) {
        transaction.update(
                "DELETE FROM garbage WHERE kind = 'blob' AND name = ?", digest.toString());
    }

    public void removeLayer(LayerKey key) {
        transaction.update("DELETE FROM garbage WHERE kind = 'layer' AND name = ?", key.value());
    }

    private void add(String kind, String driver, String name) {
        transaction.update(
                "INSERT OR IGNORE INTO garbage (kind, driver, name) VALUES (?, ?, ?)",
                kind,
                driver,
                name);
    }
}
