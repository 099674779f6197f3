package dev.varve.content;

import dev.varve.disk.AtomicFiles;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Optional;

/// A blob on its way in: a file that grows, is hashed as it grows and can be read from the start at
/// the same time. What arrived stays when the ingest is closed, also over a crash, and the next
/// ingest of the same digest goes on from there after hashing it again.
///
/// One thread appends; any number read.
public final class Ingest implements AutoCloseable {
    private static final int BUFFER = 1 << 18;

    private final Descriptor descriptor;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest hash;
    private final Runnable unlock;
    private final long resumedFrom;

    private long received;
    private boolean complete;
    private @Nullable Throwable failure;

    private Ingest(
            Descriptor descriptor,
            Path file,
            FileChannel channel,
            MessageDigest hash,
            long resumedFrom,
            Runnable unlock) {
        this.descriptor = descriptor;
        this.file = file;
        this.channel = channel;
        this.hash = hash;
        this.resumedFrom = resumedFrom;
        this.received = resumedFrom;
        this.unlock = unlock;
    }

    static Ingest open(Descriptor descriptor, Path file, Runnable unlock) throws IOException {
        FileChannel channel =
                Disk.channel(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE);
        try {
            if (channel.size() > descriptor.size()) {
                channel.truncate(0);
            }
            MessageDigest hash = descriptor.digest().newHash();
            long present = hashWhatIsThere(channel, hash);
            channel.position(present);
            return new Ingest(descriptor, file, channel, hash, present, unlock);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static long hashWhatIsThere(FileChannel channel, MessageDigest hash)
            throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long position = 0;
        int count;
        while ((count = channel.read(buffer.clear(), position)) > 0) {
            hash.update(buffer.flip());
            position += count;
        }
        return position;
    }

    public Descriptor descriptor() {
        return descriptor;
    }

    /// How many bytes an earlier attempt had left.
    public long resumedFrom() {
        return resumedFrom;
    }

    /// How many bytes are there now.
    public synchronized long received() {
        return received;
    }

    /// Adds bytes at the end. More than the descriptor's size is refused.
    public void append(byte[] bytes, int offset, int length) throws IOException {
        if (received() + length > descriptor.size()) {
            throw new Corrupt(
                    "blob "
                            + descriptor.digest()
                            + " is longer than the "
                            + descriptor.size()
                            + " bytes that its descriptor announces");
        }
        AtomicFiles.writeFully(channel, ByteBuffer.wrap(bytes, offset, length));
        hash.update(bytes, offset, length);
        synchronized (this) {
            received += length;
            notifyAll();
        }
    }

    /// Ends the ingest: the bytes must be all there and fit the digest, and are flushed to the
    /// disk.
    ///
    /// @throws Corrupt when they do not fit; what arrived is then thrown away, since it is useless
    public void finish() throws IOException {
        if (received() != descriptor.size()) {
            throw new IOException(
                    "blob "
                            + descriptor.digest()
                            + " ended after "
                            + received()
                            + " of "
                            + descriptor.size()
                            + " bytes");
        }
        Digest found = Digest.of(descriptor.digest().algorithm(), hash.digest());
        if (!found.equals(descriptor.digest())) {
            Disk.deleteIfExists(file);
            throw new Corrupt(
                    "filesystem layer verification failed for digest "
                            + descriptor.digest()
                            + ": the bytes received have the digest "
                            + found);
        }
        channel.force(true);
        synchronized (this) {
            complete = true;
            notifyAll();
        }
    }

    public synchronized boolean isComplete() {
        return complete;
    }

    /// Why the ingest failed, if it did.
    public synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /// Waits until the blob is whole and verified or its transfer has failed.
    ///
    /// @return why it failed, or empty when it did not
    public synchronized Optional<Throwable> awaitOutcome() {
        while (!complete && failure == null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.of(e);
            }
        }
        return Optional.ofNullable(failure);
    }

    /// Makes every reader fail with this cause instead of waiting for more.
    public synchronized void fail(Throwable cause) {
        if (!complete && failure == null) {
            failure = cause;
            notifyAll();
        }
    }

    /// Waits until there is something to read, or nothing more will come.
    public void awaitStart() throws IOException {
        awaitBytes(0);
    }

    /// Reads from the first byte on, waiting for those that have not arrived. The stream ends only
    /// after [#finish].
    public InputStream reader() {
        return new Reader();
    }

    @Override
    public void close() throws IOException {
        fail(new IOException("the transfer of " + descriptor.digest() + " was given up"));
        try {
            channel.close();
        } finally {
            unlock.run();
        }
    }

    /// @return how many bytes can be read at `position`, or -1 at the end
    private synchronized long awaitBytes(long position) throws IOException {
        while (received == position && !complete) {
            if (failure != null) {
                throw new IOException(
                        "cannot read " + descriptor.digest() + ": " + failure.getMessage(),
                        failure);
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(
                        "interrupted while reading " + descriptor.digest());
            }
        }
        return received == position ? -1 : received - position;
    }

    private final class Reader extends InputStream {
        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            long there = awaitBytes(position);
            if (there < 0) {
                return -1;
            }
            ByteBuffer buffer = ByteBuffer.wrap(target, offset, (int) Math.min(length, there));
            int count = channel.read(buffer, position);
            if (count < 0) {
                throw new IOException(
                        "the file of " + descriptor.digest() + " became shorter while it was read");
            }
            position += count;
            return count;
        }
    }
}
