package dev.varve.daemon.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes reading a body fail that is not all there in time, whether its client is slow or silent.
final class BodyDeadline implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(Long.getLong("varve.body.seconds", 30));
    static final String MISSED = "did not arrive within " + LIMIT.toSeconds() + " s";

    private final Scheduler.Task task;
    private volatile boolean passed;

    private BodyDeadline(Request request) {
        this.task =
                request.getComponents()
                        .getScheduler()
                        .schedule(() -> pass(request), LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    }

    static BodyDeadline start(Request request) {
        return new BodyDeadline(request);
    }

    private void pass(Request request) {
        passed = true;
        request.fail(new TimeoutException("the request's body " + MISSED));
    }

    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        boolean _ = task.cancel();
    }
}
