package dev.varve.registry;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Corrupt;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;

/// Sends one request with a part of a file. There is no limit for the whole, only for the time in
/// which the registry takes nothing, since a slow connection is not a broken one.
final class Transmission {
    private static final long TICK_MILLIS = 50;

    /// How much longer than for other answers a registry is waited for when it has everything: some
    /// move the blob to another place first.
    private static final int STORING = 10;

    private final HttpClient client;
    private final Patience patience;

    Transmission(HttpClient client, Patience patience) {
        this.client = client;
        this.patience = patience;
    }

    /// @param request with the part's publisher and without a time limit
    /// @param tick is told several times a second how much was sent; when it throws, the request is
    ///   broken off
    HttpResponse<InputStream> send(HttpRequest request, FilePart part, LongConsumer tick)
            throws RegistryFailure {
        CompletableFuture<HttpResponse<InputStream>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
        try {
            return await(answer, part, tick);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("the upload to " + Urls.redact(request.uri()) + " was interrupted");
        } catch (ExecutionException e) {
            throw failure(request.method(), request.uri(), part, e.getCause());
        } catch (TimeoutException e) {
            throw RegistryFailure.unanswered(
                    "the upload to "
                            + Urls.redact(request.uri())
                            + " stands still: "
                            + e.getMessage(),
                    e,
                    true);
        } finally {
            answer.cancel(true);
        }
    }

    private HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> answer, FilePart part, LongConsumer tick)
            throws InterruptedException, ExecutionException, TimeoutException {
        long seen = 0;
        long moved = System.nanoTime();
        while (true) {
            try {
                return answer.get(TICK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                long sent = part.sent();
                if (sent != seen) {
                    seen = sent;
                    moved = System.nanoTime();
                }
                tick.accept(sent);
                Duration limit =
                        sent == part.length()
                                ? patience.answer().multipliedBy(STORING)
                                : patience.stall();
                if (System.nanoTime() - moved > limit.toNanos()) {
                    throw new TimeoutException(
                            "nothing moved for " + limit.toMillis() / 1000.0 + " s");
                }
            }
        }
    }

    private static RegistryFailure failure(
            String method, URI uri, FilePart part, @Nullable Throwable cause) {
        IOException local = part.failure();
        if (local != null) {
            return RegistryFailure.refused(
                    new Corrupt(
                            "cannot read a blob of the store: "
                                    + local.getMessage()
                                    + "; pull the image again to repair it",
                            local));
        }
        return TransportFailures.of(
                method, uri, cause instanceof IOException io ? io : new IOException(cause));
    }
}
