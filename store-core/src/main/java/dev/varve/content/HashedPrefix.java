package dev.varve.content;

import dev.varve.content.Marks.Mark;

import java.security.MessageDigest;

/// The bytes that have arrived of a blob: how many, and their digest so far. One thread adds to
/// them while others ask.
final class HashedPrefix {
    private final MessageDigest hash;
    private long length;

    HashedPrefix(PartialBlob present) {
        this.hash = present.hash();
        this.length = present.length();
    }

    synchronized void add(byte[] bytes, int offset, int count) {
        hash.update(bytes, offset, count);
        length += count;
    }

    synchronized long length() {
        return length;
    }

    /// The digest of all of them.
    synchronized byte[] digest() {
        return PartialBlob.copy(hash).digest();
    }

    synchronized Mark mark() {
        return new Mark(length, digest());
    }

    synchronized void restart() {
        hash.reset();
        length = 0;
    }
}
