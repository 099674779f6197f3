package dev.varve.index;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Tags and digest references, and what each of them means.
public final class NameTable {
    private final Transaction transaction;

    public NameTable(Transaction transaction) {
        this.transaction = transaction;
    }

    /// @param reference with either a tag or a digest
    /// @param image the image's ID
    /// @param target the manifest or index behind the name
    public record Row(Reference reference, Digest image, Digest target) {}

    public Optional<Row> find(Reference reference) {
        return transaction.queryOne(
                "SELECT reference, image, target FROM name WHERE reference = ?",
                NameTable::row,
                reference.toString());
    }

    public List<Row> all() {
        return transaction.query(
                "SELECT reference, image, target FROM name ORDER BY reference", NameTable::row);
    }

    public List<Row> ofImage(Digest image) {
        return transaction.query(
                "SELECT reference, image, target FROM name WHERE image = ? ORDER BY reference",
                NameTable::row,
                image.toString());
    }

    /// The first of them in the order of their text, of however many.
    public Optional<Row> firstOfImage(Digest image) {
        return transaction.queryOne(
                "SELECT reference, image, target FROM name WHERE image = ? ORDER BY reference"
                        + " LIMIT 1",
                NameTable::row,
                image.toString());
    }

    /// The names alone, in the same order.
    public List<Reference> referencesOf(Digest image) {
        return transaction.query(
                "SELECT reference FROM name WHERE image = ? ORDER BY reference",
                row -> ReferenceParser.parseStored(row.getString(1)),
                image.toString());
    }

    /// What leads to a manifest or index.
    public List<Row> ofTarget(Digest target) {
        return transaction.query(
                "SELECT reference, image, target FROM name WHERE target = ? ORDER BY reference",
                NameTable::row,
                target.toString());
    }

    /// Tags and digest references of one repository.
    public List<Row> ofRepository(Reference repository) {
        String name = repository.repository();
        // The characters after `:` and `@`, which end the name in a stored reference.
        return transaction.query(
                """
                SELECT reference, image, target FROM name
                    WHERE reference >= ?1 AND reference < ?2 OR reference >= ?3 AND reference < ?4
                    ORDER BY reference\
                """,
                NameTable::row,
                name + ":",
                name + ";",
                name + "@",
                name + "A");
    }

    /// Sets a name, moving it from whatever it meant.
    public void set(Row row) {
        transaction.update(
                """
                INSERT INTO name (reference, image, target) VALUES (?, ?, ?)
                    ON CONFLICT (reference) DO UPDATE SET image = excluded.image, target = excluded.target\
                """,
                row.reference().toString(),
                row.image().toString(),
                row.target().toString());
    }

    public void remove(Reference reference) {
        transaction.update("DELETE FROM name WHERE reference = ?", reference.toString());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                ReferenceParser.parseStored(row.getString(1)),
                Digest.parse(row.getString(2)),
                Digest.parse(row.getString(3)));
    }
}
