package dev.varve.archive;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/// Writes the entries of an archive: owned by root, of 1970, so that the same images give the same
/// bytes. Every blob is hashed as it goes out, and one that is damaged breaks the archive off.
final class ArchiveWriter {
    private static final int BUFFER = 1 << 18;
    private static final int DIRECTORY_MODE = 0755;
    private static final int FILE_MODE = 0644;

    private final TarArchiveOutputStream tar;

    ArchiveWriter(OutputStream out) {
        this.tar = new TarArchiveOutputStream(out, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
    }

    void directory(String name) throws IOException {
        put(new TarArchiveEntry(name + "/", TarConstants.LF_DIR), 0, DIRECTORY_MODE);
        tar.closeArchiveEntry();
    }

    void file(String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        put(new TarArchiveEntry(name, TarConstants.LF_NORMAL), bytes.length, FILE_MODE);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /// @param file where the blob lies in the store
    void blob(Descriptor blob, Path file) throws IOException {
        Digest digest = blob.digest();
        try (InputStream in = open(digest, file)) {
            put(
                    new TarArchiveEntry(ArchiveFiles.blobName(digest), TarConstants.LF_NORMAL),
                    blob.size(),
                    FILE_MODE);
            copy(blob, in);
            tar.closeArchiveEntry();
        }
    }

    private void copy(Descriptor blob, InputStream in) throws IOException {
        MessageDigest hash = blob.digest().newHash();
        byte[] buffer = new byte[BUFFER];
        long left = blob.size();
        for (int count = read(blob.digest(), in, buffer);
                count >= 0;
                count = read(blob.digest(), in, buffer)) {
            left -= count;
            if (left < 0) {
                throw damaged(blob.digest());
            }
            hash.update(buffer, 0, count);
            // The last piece waits for the verdict, so that a damaged blob is never seen whole.
            if (left == 0) {
                requireDigest(blob.digest(), hash);
            }
            tar.write(buffer, 0, count);
        }
        if (left > 0) {
            throw damaged(blob.digest());
        }
    }

    private static void requireDigest(Digest digest, MessageDigest hash) {
        if (!Digest.of(digest.algorithm(), hash.digest()).equals(digest)) {
            throw damaged(digest);
        }
    }

    private static InputStream open(Digest digest, Path file) {
        try {
            return Files.newInputStream(file);
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    private static int read(Digest digest, InputStream in, byte[] buffer) {
        try {
            return in.read(buffer);
        } catch (IOException e) {
            throw unreadable(digest, e);
        }
    }

    private static Corrupt unreadable(Digest digest, IOException e) {
        return new Corrupt("cannot read blob " + digest + " of the store: " + e.getMessage(), e);
    }

    private static Corrupt damaged(Digest digest) {
        return new Corrupt(
                "blob "
                        + digest
                        + " of the store is damaged: its content does not fit its digest; pull the"
                        + " image again to repair it");
    }

    private void put(TarArchiveEntry entry, long size, int mode) throws IOException {
        entry.setSize(size);
        entry.setMode(mode);
        entry.setIds(0, 0);
        entry.setNames("", "");
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
    }

    /// Ends the archive; the stream below stays open.
    void finish() throws IOException {
        tar.finish();
        tar.flush();
    }
}
