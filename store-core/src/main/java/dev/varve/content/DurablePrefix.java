package dev.varve.content;

import dev.varve.content.Marks.Mark;
import dev.varve.storage.flush.FileFlush;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;

/// How much of an ingest is known to outlive a power cut. One mark at a time is claimed, begun and
/// ended, by [MarkRounds] while the ingest grows.
final class DurablePrefix {
    private final Path file;
    private final long size;
    private final HashedPrefix arrived;
    private final Marks marks;

    private long marked;
    private boolean settled;
    private @Nullable Mark claimed;
    private @Nullable Exception failure;

    /// Of the thread that makes the mark.
    private @Nullable FileFlush flush;

    /// @param file whose bytes are durable so far
    /// @param size of the whole blob
    DurablePrefix(Path file, long size, HashedPrefix arrived, Marks marks) {
        this.file = file;
        this.size = size;
        this.arrived = arrived;
        this.marks = marks;
        this.marked = arrived.length();
    }

    /// Bytes that have arrived since the last mark. They do not count when the disk has failed:
    /// this ingest will fail too, and others need not wait for it.
    synchronized long unmarked() {
        return failure == null ? Math.max(0, arrived.length() - marked) : 0;
    }

    /// Those, and the ones that are still to come.
    synchronized long ahead() {
        return failure == null ? size - marked : 0;
    }

    synchronized void requireSound() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    /// Takes on a mark of what has arrived by now.
    ///
    /// @return whether there is one to make
    synchronized boolean claim() {
        return !settled && claimRest();
    }

    private synchronized boolean claimRest() {
        if (claimed != null || unmarked() == 0) {
            return false;
        }
        claimed = arrived.mark();
        return true;
    }

    /// Lets the bytes before the mark set out for the disk.
    void beginMark() {
        try {
            marks.make();
            flush = FileFlush.of(file);
            flush.begin();
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    /// Returns when the mark is made, or this ingest has failed.
    void endMark() {
        try (@Nullable FileFlush begun = flush) {
            @Nullable Mark mark = soundClaim();
            if (begun != null && mark != null) {
                begun.end();
                marks.add(mark);
                marked(mark.offset());
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        } finally {
            flush = null;
            release();
        }
    }

    private synchronized @Nullable Mark soundClaim() {
        return failure == null ? claimed : null;
    }

    private synchronized void marked(long offset) {
        marked = offset;
    }

    /// A flush of the file has failed. That is told once, and what was to be flushed then looks as
    /// if it had been: only what was marked before can be trusted, see [#length].
    synchronized void failed(Exception problem) {
        failure = problem;
    }

    /// How much is known to be on the disk.
    synchronized long length() {
        return marked;
    }

    private synchronized void release() {
        claimed = null;
        notifyAll();
    }

    /// From now on no mark is begun; waits for one that was.
    synchronized void settle() throws InterruptedIOException {
        settled = true;
        while (claimed != null) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for the disk");
            }
        }
    }

    /// Settles it, and marks what has arrived, so that nothing of it is fetched again. When the
    /// disk fails, that is logged by who asks for [#failure].
    ///
    /// @return whether this thread was interrupted meanwhile
    boolean settleWithAMark() {
        boolean interrupted = settleThroughInterrupts();
        if (claimRest()) {
            // Not in this thread: an interrupt of it would close the files and lose the mark.
            Thread.ofPlatform()
                    .daemon()
                    .name("mark")
                    .start(() -> {
                        beginMark();
                        endMark();
                    });
            interrupted |= settleThroughInterrupts();
        }
        return interrupted;
    }

    boolean settleThroughInterrupts() {
        boolean interrupted = Thread.interrupted();
        while (true) {
            try {
                settle();
                return interrupted;
            } catch (InterruptedIOException e) {
                interrupted |= Thread.interrupted();
            }
        }
    }

    /// Nothing has arrived, again.
    synchronized void restart() {
        marked = 0;
        settled = false;
    }

    synchronized @Nullable Exception failure() {
        return failure;
    }
}
