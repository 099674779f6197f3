package dev.varve.index;

import java.util.concurrent.TimeUnit;

/// When something that is written whole after changes is written next: half a second after the
/// first change since, but with pauses in which it takes no more than a twentieth of the time,
/// however long one write takes.
///
/// A pause ends after thirty seconds in any case: a write may have taken long because the process
/// was stopped meanwhile, or the disk.
final class WritePace {
    static final long SOON = TimeUnit.MILLISECONDS.toNanos(500);
    static final long LATEST = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSES = 19;

    private long lastEnd;
    private long lastTook;

    /// Tells of a write.
    ///
    /// @param begin of [System#nanoTime]
    /// @param end of the same
    synchronized void wrote(long begin, long end) {
        lastEnd = end;
        lastTook = end - begin;
    }

    /// @param now of [System#nanoTime]
    /// @return nanoseconds to wait after a change
    synchronized long delay(long now) {
        long pause = Math.min(lastTook, LATEST / PAUSES) * PAUSES;
        return Math.max(SOON, lastEnd + pause - now);
    }
}
