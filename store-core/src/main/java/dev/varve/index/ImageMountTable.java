package dev.varve.index;

import dev.varve.oci.Digest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The images that are mounted without a container. A row is written before the mount is made, so
/// that nothing that is mounted passes for unused.
public final class ImageMountTable {
    private static final String COLUMNS = "image, driver, since_second, since_nano";

    private final Transaction transaction;

    public ImageMountTable(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @param driver whose layers are shown
    public record Row(Digest image, String driver, Instant since) {}

    public Optional<Row> find(Digest image) {
        return transaction.queryOne(
                "SELECT " + COLUMNS + " FROM image_mount WHERE image = ?",
                ImageMountTable::row,
                image.toString());
    }

    /// The oldest first.
    public List<Row> all() {
        return transaction.query(
                "SELECT " + COLUMNS + " FROM image_mount ORDER BY since_second, since_nano, image",
                ImageMountTable::row);
    }

    public Set<Digest> images() {
        return new HashSet<>(
                transaction.query(
                        "SELECT image FROM image_mount", row -> Digest.parse(row.getString(1))));
    }

    public void add(Row row) {
        Instant since = row.since();
        transaction.update(
                "INSERT INTO image_mount (" + COLUMNS + ") VALUES (?, ?, ?, ?)",
                row.image().toString(),
                row.driver(),
                since.getEpochSecond(),
                since.getNano());
    }

    public void remove(Digest image) {
        transaction.update("DELETE FROM image_mount WHERE image = ?", image.toString());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                Digest.parse(row.getString(1)),
                row.getString(2),
                Instant.ofEpochSecond(row.getLong(3), row.getInt(4)));
    }
}
