package dev.varve.daemon.http;

import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Gives back to the system what requests have made the heap grow by, once there was none for a
/// while. The serial collector shrinks the heap in a full collection only, and an idle daemon has
/// no reason for one.
final class HeapRelease {
    static final Duration CALM = Duration.ofSeconds(5);

    /// Less than this is not worth a collection.
    private static final long WORTH = 16L << 20;

    private final Scheduler scheduler;
    private final Duration calm;
    private final long small;
    private long released;
    private Scheduler.@Nullable Task due;

    /// @param calm how long there is no request before memory is given back
    HeapRelease(Scheduler scheduler, Duration calm) {
        this.calm = calm;
        this.scheduler = scheduler;
        this.small = Runtime.getRuntime().totalMemory();
        this.released = small;
    }

    /// A request has begun.
    synchronized void busy() {
        if (due != null) {
            due.cancel();
            due = null;
        }
    }

    /// No request runs any more.
    synchronized void idle() {
        if (Runtime.getRuntime().totalMemory() >= released + WORTH && scheduler.isRunning()) {
            due = scheduler.schedule(this::release, calm.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void release() {
        System.gc();
        synchronized (this) {
            released = Math.max(small, Runtime.getRuntime().totalMemory());
        }
    }
}
