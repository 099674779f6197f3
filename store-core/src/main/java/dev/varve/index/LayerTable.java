package dev.varve.index;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The unpacked layers, of every driver that has content under the root.
public final class LayerTable {
    private static final String COLUMNS = "chain_id, driver, layer_key, diff_id, parent, size";

    private final Transaction transaction;

    public LayerTable(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @param parent the stack below, absent for a base layer
    /// @param size bytes of the layer alone
    public record Row(
            ChainId chainId,
            String driver,
            LayerKey key,
            Digest diffId,
            Optional<ChainId> parent,
            long size) {}

    public Optional<Row> find(ChainId chainId, String driver) {
        return transaction.queryOne(
                "SELECT " + COLUMNS + " FROM layer WHERE chain_id = ? AND driver = ?",
                LayerTable::row,
                chainId.toString(),
                driver);
    }

    public List<Row> ofChain(ChainId chainId) {
        return transaction.query(
                "SELECT " + COLUMNS + " FROM layer WHERE chain_id = ?",
                LayerTable::row,
                chainId.toString());
    }

    /// A stack of layers from the top down, as far as the index knows it.
    public List<ChainId> stack(ChainId top) {
        List<ChainId> stack = new ArrayList<>();
        Optional<ChainId> next = Optional.of(top);
        while (next.isPresent() && !stack.contains(next.get())) {
            stack.add(next.get());
            next = ofChain(next.get()).stream().findFirst().flatMap(Row::parent);
        }
        return stack;
    }

    /// The drivers that have a layer of an image or of a container.
    public Set<String> drivers() {
        return new LinkedHashSet<>(
                transaction.query(
                        "SELECT driver FROM layer UNION SELECT driver FROM container ORDER BY 1",
                        row -> row.getString(1)));
    }

    /// The keys of all layers, of all drivers.
    public Set<LayerKey> keys() {
        return new HashSet<>(
                transaction.query(
                        "SELECT layer_key FROM layer", row -> new LayerKey(row.getString(1))));
    }

    public List<Row> all() {
        return transaction.query("SELECT " + COLUMNS + " FROM layer", LayerTable::row);
    }

    public void add(Row row) {
        transaction.update(
                "INSERT INTO layer (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                row.chainId().toString(),
                row.driver(),
                row.key().value(),
                row.diffId().toString(),
                row.parent().map(ChainId::toString).orElse(null),
                row.size());
    }

    /// Whether an image has the layer in its stack, or another layer or a container's lies on top
    /// of it.
    public boolean isReferenced(ChainId chainId) {
        return transaction
                .queryOne(
                        """
                        SELECT 1 WHERE EXISTS (SELECT 1 FROM image_layer WHERE chain_id = ?1)
                            OR EXISTS (SELECT 1 FROM layer WHERE parent = ?1)
                            OR EXISTS (SELECT 1 FROM container WHERE chain_id = ?1)\
                        """,
                        row -> true,
                        chainId.toString())
                .isPresent();
    }

    public void remove(ChainId chainId) {
        transaction.update("DELETE FROM damage WHERE object = ?", chainId.toString());
        transaction.update("DELETE FROM layer WHERE chain_id = ?", chainId.toString());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                new ChainId(Digest.parse(row.getString(1))),
                row.getString(2),
                new LayerKey(row.getString(3)),
                Digest.parse(row.getString(4)),
                Optional.ofNullable(row.getString(5)).map(Digest::parse).map(ChainId::new),
                row.getLong(6));
    }
}
