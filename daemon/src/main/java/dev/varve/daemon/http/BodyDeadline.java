package dev.varve.daemon.http;

import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Makes reading a body fail that is not all there in time, whether its client is slow or silent.
final class BodyDeadline implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(Long.getLong("varve.body.seconds", 30));

    private final Duration limit;
    private final Scheduler.Task task;
    private volatile boolean passed;

    private BodyDeadline(Request request, Duration limit) {
        this.limit = limit;
        this.task =
                request.getComponents()
                        .getScheduler()
                        .schedule(() -> pass(request), limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    static BodyDeadline start(Request request, Duration limit) {
        return new BodyDeadline(request, limit);
    }

    private void pass(Request request) {
        passed = true;
        request.fail(new TimeoutException("the request's body " + missed()));
    }

    String missed() {
        return "did not arrive within " + limit.toSeconds() + " s";
    }

    boolean passed() {
        return passed;
    }

    @Override
    public void close() {
        boolean _ = task.cancel();
    }
}
