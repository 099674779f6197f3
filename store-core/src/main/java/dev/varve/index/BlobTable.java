package dev.varve.index;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The blobs of the store and what points from one to another.
public final class BlobTable {
    private final Transaction transaction;

    public BlobTable(Transaction transaction) {
        this.transaction = transaction;
    }

    public Optional<Descriptor> find(Digest digest) {
        return transaction.queryOne(
                "SELECT digest, media_type, size FROM blob WHERE digest = ?",
                row ->
                        new Descriptor(
                                row.getString(2), Digest.parse(row.getString(1)), row.getLong(3)),
                digest.toString());
    }

    public boolean contains(Digest digest) {
        return find(digest).isPresent();
    }

    public boolean isEmpty() {
        return transaction.queryOne("SELECT 1 FROM blob LIMIT 1", row -> true).isEmpty();
    }

    public List<Descriptor> all() {
        return transaction.query(
                "SELECT digest, media_type, size FROM blob",
                row ->
                        new Descriptor(
                                row.getString(2), Digest.parse(row.getString(1)), row.getLong(3)));
    }

    /// The digests of all blobs, as text: there may be very many.
    public Set<String> digests() {
        return new HashSet<>(transaction.query("SELECT digest FROM blob", row -> row.getString(1)));
    }

    /// Adds a blob; one that is there stays as it is.
    public void add(Descriptor blob) {
        transaction.update(
                "INSERT OR IGNORE INTO blob (digest, size, media_type) VALUES (?, ?, ?)",
                blob.digest().toString(),
                blob.size(),
                blob.mediaType());
    }

    /// Records what a manifest or index points at.
    public void link(Digest parent, Collection<Digest> children) {
        for (Digest child : children) {
            transaction.update(
                    "INSERT OR IGNORE INTO edge (parent, child) VALUES (?, ?)",
                    parent.toString(),
                    child.toString());
        }
    }

    public List<Digest> children(Digest parent) {
        return transaction.query(
                "SELECT child FROM edge WHERE parent = ?",
                row -> Digest.parse(row.getString(1)),
                parent.toString());
    }

    /// The manifests and indexes that point at a blob.
    public List<Digest> parents(Digest child) {
        return transaction.query(
                "SELECT parent FROM edge WHERE child = ?",
                row -> Digest.parse(row.getString(1)),
                child.toString());
    }

    /// Whether anything in the index still points at a blob.
    public boolean isReferenced(Digest digest) {
        return transaction
                .queryOne(
                        """
                        SELECT 1 WHERE EXISTS (SELECT 1 FROM edge WHERE child = ?1)
                            OR EXISTS (SELECT 1 FROM name WHERE target = ?1)
                            OR EXISTS (SELECT 1 FROM image WHERE manifest = ?1)
                            OR EXISTS (SELECT 1 FROM image WHERE id = ?1)\
                        """,
                        row -> true,
                        digest.toString())
                .isPresent();
    }

    /// Removes a blob that nothing points at, with what it points at.
    public void remove(Digest digest) {
        new DamageTable(transaction).clear(digest);
        transaction.update("DELETE FROM edge WHERE parent = ?", digest.toString());
        transaction.update("DELETE FROM blob WHERE digest = ?", digest.toString());
    }
}
