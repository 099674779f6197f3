package dev.varve.registry;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Unavailable;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ThreadLocalRandom;

/// How often and how patiently something small is asked again: manifests and tokens, not blobs,
/// whose transfers their reader takes up again where they broke off.
///
/// @param attempts in all
/// @param firstDelay doubled before each further attempt; each wait is shortened by chance, down to
///   its half, so that many clients do not come back in step
/// @param longestWait what a registry may ask for with `Retry-After`; when it asks for more, its
///   refusal is final
record RetryPolicy(
        int attempts, Duration firstDelay, Duration longestWait, Clock clock, Sleeper sleeper) {
    /// From this status on it is the server's fault, which may pass.
    private static final int SERVER_ERRORS = 500;

    /// Waits. Replaced in tests.
    @FunctionalInterface
    interface Sleeper {
        void sleep(Duration duration) throws InterruptedException;
    }

    /// Something that may fail at one or several hosts.
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws RegistryFailure;
    }

    static RetryPolicy standard(Clock clock) {
        return new RetryPolicy(
                3, Duration.ofMillis(300), Duration.ofSeconds(10), clock, Thread::sleep);
    }

    <T> T run(Attempt<T> attempt) throws RegistryFailure {
        for (int count = 1; ; count++) {
            try {
                return attempt.run();
            } catch (RegistryFailure e) {
                if (count >= attempts || !e.isTemporary()) {
                    throw e;
                }
                Duration wait = wait(e, backOff(count));
                if (isTooLong(wait)) {
                    throw e;
                }
                pause(wait);
            }
        }
    }

    /// What the registry asked for, or else what we would wait.
    Duration wait(RegistryFailure failure, Duration otherwise) {
        return failure.retryAfter().map(this::asked).orElse(otherwise);
    }

    boolean isTooLong(Duration wait) {
        return wait.compareTo(longestWait) > 0;
    }

    /// A failure as callers of the package see it, with what the registry said about coming back.
    StoreException told(RegistryFailure failure) {
        if (!(failure.told() instanceof Unavailable busy)) {
            return failure.told();
        }
        if (failure.isFinal() && busy.status() < SERVER_ERRORS) {
            return busy.asLasting();
        }
        return failure.retryAfter().map(this::asked).map(busy::withRetryAfter).orElse(busy);
    }

    private Duration backOff(int count) {
        long millis = firstDelay.toMillis() << (count - 1);
        long shortened = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
        return Duration.ofMillis(Math.min(shortened, longestWait.toMillis()));
    }

    /// `Retry-After` is seconds or a date (RFC 9110, 10.2.3); nonsense counts as nothing said.
    private Duration asked(String header) {
        if (header.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            Instant when = DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from);
            Duration wait = Duration.between(clock.instant(), when);
            return wait.isNegative() ? Duration.ZERO : wait;
        } catch (DateTimeException e) {
            return firstDelay;
        }
    }

    private void pause(Duration wait) {
        try {
            sleeper.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("interrupted while waiting to ask a registry again");
        }
    }
}
