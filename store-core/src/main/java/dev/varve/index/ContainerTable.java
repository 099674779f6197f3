package dev.varve.index;

import dev.varve.image.config.RunConfig;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The containers, each with its writable layer.
public final class ContainerTable {
    private static final String OLDEST_FIRST = " ORDER BY created_second, created_nano, id";
    private static final String COLUMNS =
            "id, name, image, image_text, driver, layer_key, chain_id, created_second,"
                    + " created_nano, config, host_config, attached_second, attached_nano";

    private final Transaction transaction;

    public ContainerTable(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @param id 64 hexadecimal digits
    /// @param name without the slash that docker puts before it
    /// @param image the ID of the image that it was made of
    /// @param imageText the image as the user wrote it
    /// @param driver whose writable layer `key` is
    /// @param chain the layers below it, absent for an image without layers
    /// @param config what its creator gave, merged with what the image says
    /// @param hostConfig JSON object, as its creator gave it
    /// @param attached when it was mounted, if that was not undone
    public record Row(
            String id,
            String name,
            Digest image,
            String imageText,
            String driver,
            LayerKey key,
            Optional<ChainId> chain,
            Instant created,
            RunConfig config,
            String hostConfig,
            Optional<Instant> attached) {}

    /// A container as far as it matters to its image.
    public record Holder(String id, Digest image, boolean attached) {}

    /// A container that was mounted.
    public record Mounted(String id, LayerKey key) {}

    public Optional<Row> find(String id) {
        return transaction.queryOne(
                "SELECT " + COLUMNS + " FROM container WHERE id = ?", ContainerTable::row, id);
    }

    public Optional<Row> findByName(String name) {
        return transaction.queryOne(
                "SELECT " + COLUMNS + " FROM container WHERE name = ?", ContainerTable::row, name);
    }

    /// Containers whose IDs start with these digits, at most `limit` of them.
    public List<Row> withPrefix(String hexPrefix, int limit) {
        return transaction.query(
                "SELECT "
                        + COLUMNS
                        + " FROM container WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3",
                ContainerTable::row,
                hexPrefix,
                hexPrefix + "g",
                limit);
    }

    /// The newest first.
    public List<Row> all() {
        return transaction.query(
                "SELECT "
                        + COLUMNS
                        + " FROM container ORDER BY created_second DESC, created_nano DESC, id",
                ContainerTable::row);
    }

    /// Who was made of an image, oldest first.
    public List<Holder> holdersOf(Digest image) {
        return transaction.query(
                "SELECT id, image, attached_second IS NOT NULL FROM container WHERE image = ?"
                        + OLDEST_FIRST,
                ContainerTable::holder,
                image.toString());
    }

    /// Who was made of which image, oldest first.
    public List<Holder> holders() {
        return transaction.query(
                "SELECT id, image, attached_second IS NOT NULL FROM container" + OLDEST_FIRST,
                ContainerTable::holder);
    }

    /// How many containers each image has; images without any are not in it.
    public Map<Digest, Integer> countByImage() {
        Map<Digest, Integer> counts = new HashMap<>();
        transaction.query(
                "SELECT image, count(*) FROM container GROUP BY image",
                row -> counts.put(Digest.parse(row.getString(1)), row.getInt(2)));
        return counts;
    }

    /// The writable layers of one driver that have a container.
    public Set<LayerKey> keys(String driver) {
        return new HashSet<>(
                transaction.query(
                        "SELECT layer_key FROM container WHERE driver = ?",
                        row -> new LayerKey(row.getString(1)),
                        driver));
    }

    /// The containers that were mounted with a driver.
    public List<Mounted> attached(String driver) {
        return transaction.query(
                "SELECT id, layer_key FROM container"
                        + " WHERE driver = ? AND attached_second IS NOT NULL",
                row -> new Mounted(row.getString(1), new LayerKey(row.getString(2))),
                driver);
    }

    public void add(Row row) {
        Instant created = row.created();
        transaction.update(
                "INSERT INTO container ("
                        + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.name(),
                row.image().toString(),
                row.imageText(),
                row.driver(),
                row.key().value(),
                row.chain().map(ChainId::toString).orElse(null),
                created.getEpochSecond(),
                created.getNano(),
                row.config().text(),
                row.hostConfig(),
                row.attached().map(Instant::getEpochSecond).orElse(null),
                row.attached().map(Instant::getNano).orElse(null));
    }

    public void rename(String id, String name) {
        transaction.update("UPDATE container SET name = ? WHERE id = ?", name, id);
    }

    /// Notes that a container is mounted from a time on, or not at all.
    public void setAttached(String id, Optional<Instant> since) {
        if (since.isEmpty()) {
            transaction.update(
                    "UPDATE container SET attached_second = NULL, attached_nano = NULL"
                            + " WHERE id = ?",
                    id);
            return;
        }
        Instant time = since.get();
        transaction.update(
                "UPDATE container SET attached_second = ?, attached_nano = ? WHERE id = ?",
                time.getEpochSecond(),
                time.getNano(),
                id);
    }

    public void remove(String id) {
        transaction.update("DELETE FROM container WHERE id = ?", id);
    }

    private static Holder holder(ResultSet row) throws SQLException {
        return new Holder(row.getString(1), Digest.parse(row.getString(2)), row.getBoolean(3));
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString(1),
                row.getString(2),
                Digest.parse(row.getString(3)),
                row.getString(4),
                row.getString(5),
                new LayerKey(row.getString(6)),
                Optional.ofNullable(row.getString(7)).map(Digest::parse).map(ChainId::new),
                Instant.ofEpochSecond(row.getLong(8), row.getInt(9)),
                RunConfig.parse(row.getString(10)),
                row.getString(11),
                instant(row, 12));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long second = row.getLong(column);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(second, row.getInt(column + 1)));
    }
}
