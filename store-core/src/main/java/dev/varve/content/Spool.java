package dev.varve.content;

import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;
import dev.varve.text.ShownSize;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Takes in bytes whose digest is known only when they are all there. They lie under `tmp/` until
/// [BlobStore#publish(java.util.Map, java.util.Map)] moves them to their place as they are; what
/// was not moved is deleted when the spool is closed, or at the next start.
public final class Spool implements AutoCloseable {
    /// Room on the file system that a spool leaves to everybody else.
    private static final long RESERVE = 64L << 20;

    private static final int BUFFER = 1 << 18;
    private static final int LOOK_EVERY = 256;

    private final StoreLayout layout;
    private final String name = UUID.randomUUID().toString();
    private final List<Path> files = new ArrayList<>();
    private long taken;

    public Spool(StoreLayout layout) {
        this.layout = layout;
    }

    /// Reads a stream to its end.
    ///
    /// @param in its failures are passed on as they are; those of the disk come as
    ///   [dev.varve.error.StoreException]
    /// @param hash the function for the digest
    public SpooledBlob add(InputStream in, String algorithm, MessageDigest hash)
            throws IOException {
        try (Sink sink = new Sink(algorithm, hash)) {
            byte[] buffer = new byte[BUFFER];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                sink.write(buffer, 0, count);
            }
            return sink.finish();
        }
    }

    /// A file that is written piece by piece, for one who reads the same bytes in another way too.
    public Sink sink() {
        return new Sink("sha256", Digest.newSha256());
    }

    /// Writes and hashes. Throws [dev.varve.error.StoreException] when the disk fails or has too
    /// little room.
    public final class Sink extends OutputStream {
        private final Path file = layout.tmp().resolve(name + "-" + files.size());
        private final String algorithm;
        private final MessageDigest hash;
        private final OutputStream out;
        private long size;
        private int sinceLook = LOOK_EVERY;

        private Sink(String algorithm, MessageDigest hash) {
            this.algorithm = algorithm;
            this.hash = hash;
            files.add(file);
            try {
                this.out =
                        new DigestOutputStream(
                                Disk.newOutputStream(file, StandardOpenOption.CREATE_NEW), hash);
            } catch (IOException e) {
                throw failure(e);
            }
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            try {
                if (++sinceLook > LOOK_EVERY) {
                    requireRoom();
                    sinceLook = 0;
                }
                out.write(bytes, offset, length);
            } catch (IOException e) {
                throw failure(e);
            }
            size += length;
            taken += length;
        }

        /// What was written; call it once, at the end.
        public SpooledBlob finish() {
            close();
            return new SpooledBlob(file, Digest.of(algorithm, hash.digest()), size);
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    private void requireRoom() throws IOException {
        long free = layout.usableSpace();
        if (free < RESERVE) {
            throw new NoSpace(
                    "cannot take the data in: no space left on device: "
                            + "the first "
                            + ShownSize.of(taken)
                            + " were taken in, "
                            + layout.shownFreeSpace()
                            + ", and "
                            + ShownSize.of(RESERVE)
                            + " are left to others; free some (image prune) or enlarge the file"
                            + " system",
                    null);
        }
    }

    private StoreException failure(IOException e) {
        StoreException failure = DiskFailures.of("write to the store", e);
        return failure instanceof NoSpace full
                ? DiskFailures.withFigures(
                        full, layout, "the first " + ShownSize.of(taken) + " were taken in")
                : failure;
    }

    /// Deletes what was not published.
    @Override
    public void close() {
        IOException failure = null;
        for (Path file : files) {
            try {
                Disk.deleteIfExists(file);
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw DiskFailures.of("delete a temporary file of the store", failure);
        }
    }
}
