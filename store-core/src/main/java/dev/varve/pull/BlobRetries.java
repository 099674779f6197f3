package dev.varve.pull;

import dev.varve.error.StoreException.Unavailable;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/// Decides whether and when a transfer that broke is tried again.
///
/// A transfer that brought a mebibyte goes on at once. Else the waits are 1, 2, 4 and 8 seconds,
/// each shortened by chance down to its half, so that many clients do not come back in step. A
/// registry that says when to come back (`Retry-After`) is obeyed, and one whose refusal will last
/// is not asked again.
final class BlobRetries {
    private static final long GOOD_PROGRESS = 1 << 20;
    private static final int LONGEST_SHIFT = 3;

    private final PullLimits limits;
    private final LongSupplier nanoTime;
    private int failures;
    private long sinceProgress;

    /// @param nanoTime a clock, [System#nanoTime]
    BlobRetries(PullLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
        this.sinceProgress = nanoTime.getAsLong();
    }

    /// @param gained bytes that the failed attempt brought
    /// @return how long to wait before the next attempt; empty when there is none
    Optional<Duration> next(Exception failure, long gained) {
        failures = gained > 0 ? 1 : failures + 1;
        if (gained >= GOOD_PROGRESS) {
            sinceProgress = nanoTime.getAsLong();
        }
        if (failure instanceof Unavailable refused && refused.isLasting()) {
            return Optional.empty();
        }
        if (failures >= limits.attempts() && gained == 0) {
            return Optional.empty();
        }
        Duration wait = asked(failure).orElseGet(() -> backOff(gained));
        Duration spent = Duration.ofNanos(nanoTime.getAsLong() - sinceProgress);
        return spent.plus(wait).compareTo(limits.patience()) > 0
                ? Optional.empty()
                : Optional.of(wait);
    }

    private static Optional<Duration> asked(Exception failure) {
        return failure instanceof Unavailable busy ? busy.retryAfter() : Optional.empty();
    }

    private Duration backOff(long gained) {
        if (gained >= GOOD_PROGRESS) {
            return Duration.ZERO;
        }
        long millis = 1000L << Math.min(failures - 1, LONGEST_SHIFT);
        return Duration.ofMillis(millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1));
    }
}
