package dev.varve.daemon.http;

import org.eclipse.jetty.server.Request;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The body of one request that is taken in as a whole. It has to come in time and to be no longer
/// than a limit, and of those that are longer than [#SMALL] few are in memory at once, however many
/// clients there are.
final class WholeBody implements AutoCloseable {
    static final int SMALL = 16 * 1024;
    static final int LARGE_AT_ONCE = 4;

    private final Request request;
    private final Semaphore large;
    private final int limit;
    private boolean isLarge;

    /// @param large has a permit for each large body that may be in memory
    /// @param limit in bytes, more than [#SMALL]
    WholeBody(Request request, Semaphore large, int limit) {
        this.request = request;
        this.large = large;
        this.limit = limit;
    }

    /// Reads to the end. Call it once; the bytes count until this is closed.
    byte[] read(InputStream body) {
        try (BodyDeadline deadline = BodyDeadline.start(request)) {
            return read(body, deadline);
        }
    }

    private byte[] read(InputStream body, BodyDeadline deadline) {
        try {
            byte[] first = body.readNBytes(SMALL);
            if (first.length < SMALL) {
                return first;
            }
            enter();
            byte[] rest = body.readNBytes(limit + 1 - SMALL);
            if (first.length + rest.length > limit) {
                throw new HttpFailure(413, "the request's body is larger than " + limit + " bytes");
            }
            byte[] all = Arrays.copyOf(first, first.length + rest.length);
            System.arraycopy(rest, 0, all, first.length, rest.length);
            return all;
        } catch (IOException e) {
            if (deadline.passed()) {
                throw new HttpFailure(408, "the request's body " + BodyDeadline.MISSED);
            }
            throw HttpFailure.badRequest("cannot read the request's body: " + e.getMessage());
        }
    }

    private void enter() {
        try {
            if (!large.tryAcquire(BodyDeadline.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new HttpFailure(
                        503,
                        "too many large requests at once: "
                                + LARGE_AT_ONCE
                                + " bodies of more than "
                                + SMALL
                                + " bytes are being read; try again later");
            }
            isLarge = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailure(503, "the daemon is stopping");
        }
    }

    @Override
    public void close() {
        if (isLarge) {
            isLarge = false;
            large.release();
        }
    }
}
