package dev.varve.content;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;

/// A blob on its way in: a file that grows, is hashed as it grows and can be read from the start at
/// the same time. What arrived stays when the ingest is closed, and the next ingest of the same
/// digest goes on from there. Over a crash or a power cut it goes on from the last mark, see
/// [Marks]: of all ingests of a store together never more than [MarkRounds#LIMIT] bytes are without
/// one.
///
/// One thread appends; any number read, and may be interrupted without harm to the others.
public final class Ingest implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Ingest.class);

    /// Smaller blobs are not flushed one by one but all at once, by [BlobStore#openFlush]. Of the
    /// 500 layers that an image may have by default these are 2 MiB, which with [MarkRounds#LIMIT]
    /// are the 8 MiB.
    static final int FLUSHED_ALONE = 4 << 10;

    private final Descriptor descriptor;
    private final Path file;
    private final Marks marks;
    private final HashedPrefix arrived;
    private final DurablePrefix durable;
    private final MarkRounds rounds;
    private final Runnable unlock;
    private final long resumedFrom;

    /// Unlike a channel, it is not closed when a thread that uses it is interrupted.
    private OutputStream out;

    private long received;
    private int restarts;
    private boolean complete;
    private boolean verified;
    private @Nullable Throwable failure;

    private Ingest(
            Descriptor descriptor,
            Path file,
            Marks marks,
            PartialBlob present,
            OutputStream out,
            MarkRounds rounds,
            Runnable unlock) {
        this.descriptor = descriptor;
        this.file = file;
        this.marks = marks;
        this.arrived = new HashedPrefix(present);
        this.durable = new DurablePrefix(file, descriptor.size(), arrived, marks);
        this.resumedFrom = present.length();
        this.received = present.length();
        this.out = out;
        this.rounds = rounds;
        this.unlock = unlock;
    }

    /// @param rounds of the store
    static Ingest open(Descriptor descriptor, Path file, MarkRounds rounds, Runnable unlock)
            throws IOException {
        while (true) {
            Marks marks = Marks.of(file, descriptor.digest());
            PartialBlob present;
            try (FileChannel channel =
                    Disk.channel(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                present = PartialBlob.verify(channel, descriptor, marks.read());
                channel.truncate(present.length());
            }
            try {
                OutputStream out = Disk.newOutputStream(file, StandardOpenOption.APPEND);
                return new Ingest(descriptor, file, marks, present, out, rounds, unlock);
            } catch (NoSuchFileException e) {
                // It was whole, and who brought it has moved it to its place meanwhile.
            }
        }
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

    /// How often it began anew, see [#verify]. What was read before it did is worth nothing.
    public synchronized int restarts() {
        return restarts;
    }

    /// Adds bytes at the end.
    ///
    /// @throws Corrupt when they are more than the descriptor's size; the ingest then begins anew
    public void append(byte[] bytes, int offset, int length) throws IOException {
        if (received() + length > descriptor.size()) {
            restart();
            throw new Corrupt(
                    "blob "
                            + descriptor.digest()
                            + " is longer than the "
                            + descriptor.size()
                            + " bytes that its descriptor announces");
        }
        out.write(bytes, offset, length);
        arrived.add(bytes, offset, length);
        synchronized (this) {
            received += length;
            notifyAll();
        }
        rounds.arrived(durable);
    }

    /// Every caller asks again in a loop.
    @SuppressWarnings("WaitNotInLoop")
    private synchronized void await(String doing) throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(
                    "interrupted while " + doing + " for " + descriptor.digest());
        }
    }

    /// Checks the bytes, which must be all there, against the digest.
    ///
    /// @throws Corrupt when they do not fit; what arrived is then thrown away, since it is useless,
    ///   every reader fails, and the ingest begins anew
    public void verify() throws IOException {
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
        Digest found = Digest.of(descriptor.digest().algorithm(), arrived.digest());
        if (!found.equals(descriptor.digest())) {
            restart();
            throw new Corrupt(
                    "filesystem layer verification failed for digest "
                            + descriptor.digest()
                            + ": the bytes received have the digest "
                            + found);
        }
        verified = true;
    }

    /// Ends the ingest, after [#verify] when that was not called yet. The bytes of all but the
    /// smallest blobs are flushed to the disk, see [BlobStore#openFlush].
    public void finish() throws IOException {
        if (!verified) {
            verify();
        }
        durable.settle();
        durable.requireSound();
        if (descriptor.size() >= FLUSHED_ALONE) {
            flushAtEnd();
        }
        // A whole blob is its own proof.
        marks.delete();
        synchronized (this) {
            complete = true;
            notifyAll();
        }
        rounds.ended(durable);
    }

    private void flushAtEnd() throws IOException {
        try (FileChannel channel = Disk.channel(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        } catch (NoSuchFileException e) {
            // It was whole when this began, and who had flushed it has moved it to its place.
            if (resumedFrom < descriptor.size()) {
                throw e;
            }
        } catch (IOException e) {
            durable.failed(e);
            throw e;
        }
    }

    /// The new bytes go to a new file, so that nobody reads them as the rest of the old ones.
    private void restart() throws IOException {
        durable.settle();
        out.close();
        discard();
        out = Disk.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND);
        arrived.restart();
        durable.restart();
        synchronized (this) {
            received = 0;
            restarts++;
            notifyAll();
        }
        rounds.ended(durable);
    }

    private void discard() throws IOException {
        Disk.deleteIfExists(file);
        marks.delete();
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
        awaitBytes(0, OptionalInt.empty());
    }

    /// Reads from the first byte on, waiting for those that have not arrived. The stream ends only
    /// after [#finish], and breaks off when the ingest begins anew. It goes on when the blob is put
    /// to its place meanwhile.
    public InputStream reader() throws IOException {
        int beginning = restarts();
        return new Reader(Files.newInputStream(file), beginning);
    }

    /// What arrived and has no mark yet gets one, so that nothing is fetched again.
    @Override
    public void close() throws IOException {
        fail(new IOException("the transfer of " + descriptor.digest() + " was given up"));
        boolean interrupted = false;
        try (OutputStream _ = out) {
            interrupted =
                    isComplete() ? durable.settleThroughInterrupts() : durable.settleWithAMark();
            if (isEmptyAfterRestart()) {
                discard();
            } else if (durable.failure() != null) {
                cut();
            }
        } finally {
            rounds.ended(durable);
            unlock.run();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        @Nullable Exception problem = durable.failure();
        if (problem != null) {
            log.warn(
                    "cannot flush what arrived of blob {}: {}",
                    descriptor.digest(),
                    problem.getMessage());
        }
    }

    /// Takes away what a failed flush has left in the kernel's memory only: the next ingest would
    /// read it there, find it right, and have nothing to flush.
    private void cut() throws IOException {
        if (durable.length() == 0) {
            discard();
            return;
        }
        try (FileChannel channel = Disk.channel(file, StandardOpenOption.WRITE)) {
            channel.truncate(durable.length());
        }
    }

    private synchronized boolean isEmptyAfterRestart() {
        return !complete && restarts > 0 && received == 0;
    }

    /// @param beginning how often it had begun anew when the caller began to read
    /// @return how many bytes can be read at `position`, or -1 at the end
    private synchronized long awaitBytes(long position, OptionalInt beginning) throws IOException {
        requireSame(beginning);
        while (received == position && !complete) {
            if (failure != null) {
                throw new IOException(
                        "cannot read " + descriptor.digest() + ": " + failure.getMessage(),
                        failure);
            }
            await("reading");
            requireSame(beginning);
        }
        return received == position ? -1 : received - position;
    }

    private void requireSame(OptionalInt beginning) throws IOException {
        if (beginning.isPresent() && beginning.getAsInt() != restarts) {
            throw new IOException(
                    "what had come of "
                            + descriptor.digest()
                            + " did not fit its digest and was thrown away");
        }
    }

    private final class Reader extends FilterInputStream {
        private final OptionalInt beginning;
        private long position;

        Reader(InputStream in, int beginning) {
            super(in);
            this.beginning = OptionalInt.of(beginning);
        }

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
            long there = awaitBytes(position, beginning);
            if (there < 0) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, there));
            if (count < 0) {
                throw new IOException(
                        "the file of " + descriptor.digest() + " became shorter while it was read");
            }
            position += count;
            return count;
        }

        /// Goes through [#read], which waits.
        @Override
        public long skip(long count) throws IOException {
            byte[] passed = new byte[Math.clamp(count, 0, 8192)];
            return Math.max(0, read(passed, 0, passed.length));
        }

        @Override
        public int available() {
            return 0;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
