package dev.varve.content;

import dev.varve.content.Marks.Mark;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.List;

/// What an earlier transfer has left of a blob, as far as it can be trusted: all of it when it has
/// the blob's own digest, else up to the last mark that fits.
///
/// Everything is read and hashed again, once. The JDK's digests cannot be stored half-way, and one
/// of our own that could would hash every download more slowly than this costs a resumed one.
///
/// @param length how much of the file counts
/// @param hash has seen so many bytes
record PartialBlob(long length, MessageDigest hash) {
    private static final int BUFFER = 1 << 18;

    static PartialBlob verify(FileChannel file, Descriptor blob, List<Mark> marks)
            throws IOException {
        Digest digest = blob.digest();
        long size = file.size();
        PartialBlob trusted = new PartialBlob(0, digest.newHash());
        MessageDigest hash = digest.newHash();
        long position = 0;
        for (Mark mark : marks) {
            if (mark.offset() > size || mark.offset() > blob.size()) {
                break;
            }
            update(hash, file, position, mark.offset());
            position = mark.offset();
            if (mark.fits(copy(hash).digest())) {
                trusted = new PartialBlob(position, copy(hash));
            }
        }
        if (size == blob.size()) {
            update(hash, file, position, size);
            if (Digest.of(digest.algorithm(), copy(hash).digest()).equals(digest)) {
                return new PartialBlob(size, hash);
            }
        }
        return trusted;
    }

    /// A digest that goes on from the same state.
    static MessageDigest copy(MessageDigest hash) {
        try {
            return (MessageDigest) hash.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-2 digests can be copied", e);
        }
    }

    private static void update(MessageDigest hash, FileChannel file, long from, long to)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long position = from;
        while (position < to) {
            buffer.clear().limit((int) Math.min(BUFFER, to - position));
            int count = file.read(buffer, position);
            if (count < 0) {
                throw new IOException("a partial download became shorter while it was read");
            }
            hash.update(buffer.flip());
            position += count;
        }
    }
}
