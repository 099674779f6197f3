package dev.varve.daemon.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The memory that bodies may take that are taken in as a whole: none is longer than a limit, and
/// of those that are longer than [#SMALL] few are there at once, however many clients there are.
/// Others wait, the longest waiting one first, and are refused in the end.
///
/// @param limit in bytes, more than [#SMALL]
/// @param arrival how long a body may take to come, not counting how long it waits for room
/// @param patience how long one waits for room
/// @param large has a permit for each large body that may be in memory
record BodyRoom(int limit, Duration arrival, Duration patience, Semaphore large) {
    static final int SMALL = 16 * 1024;
    static final int LARGE_AT_ONCE = 4;

    static BodyRoom of(int limit) {
        return of(limit, BodyDeadline.LIMIT, BodyDeadline.LIMIT);
    }

    static BodyRoom of(int limit, Duration arrival, Duration patience) {
        return new BodyRoom(limit, arrival, patience, new Semaphore(LARGE_AT_ONCE, true));
    }

    /// Waits for the room of a large body; whoever gets it has to [#leave].
    void enter() {
        try {
            if (!large.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HttpFailure(
                        503,
                        "too many large requests at once: "
                                + LARGE_AT_ONCE
                                + " bodies of more than "
                                + SMALL
                                + " bytes are being read; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailure(503, "the daemon is stopping");
        }
    }

    void leave() {
        large.release();
    }
}
