package dev.varve.daemon.http;

import dev.varve.api.ApiVersion;
import dev.varve.daemon.http.ErrorResponse.Failure;
import dev.varve.daemon.http.Router.Match;
import dev.varve.daemon.http.Router.Target;

import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Carries requests from Jetty to the [Router] and answers back. Runs on a virtual thread for each
/// request and may block.
final class JettyBridge extends Handler.Abstract {
    private static final Logger log = LoggerFactory.getLogger("dev.varve.daemon.requests");
    private static final String JSON = "application/json";

    /// What a refused client may go on to send.
    private static final long PASSED_OVER = 256L << 20;

    private final Router router;
    private final String server;
    private final ClientWatch watch;
    private final HeapRelease heap;
    private final BodyRoom room;
    private final Set<ProgressStream> streams = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private int running;

    JettyBridge(Router router, ClientWatch watch, HeapRelease heap, BodyRoom room, String version) {
        this.router = router;
        this.heap = heap;
        this.room = room;
        this.watch = watch;
        this.server = "Varve/" + version + " (linux)";
    }

    @Override
    public boolean handle(
            org.eclipse.jetty.server.Request in,
            org.eclipse.jetty.server.Response out,
            Callback callback) {
        begin();
        try {
            in.addIdleTimeoutListener(_ -> false);
            answer(in, out);
            callback.succeeded();
        } catch (IOException e) {
            log.debug("the client went away during its request", e);
            callback.failed(e);
        } finally {
            end();
        }
        return true;
    }

    /// Answers in Varve's words what Jetty refused before a handler saw it.
    boolean jettyError(
            org.eclipse.jetty.server.Request in,
            org.eclipse.jetty.server.Response out,
            Callback callback) {
        setCommonHeaders(out);
        Failure failure = jettyFailure(in, out.getStatus());
        out.setStatus(failure.status());
        Response.Fixed answer = ErrorResponse.response(failure, ApiVersion.MAXIMUM);
        out.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.contentType());
        out.write(true, ByteBuffer.wrap(answer.body().bytes()), callback);
        return true;
    }

    /// Jetty parses some headers, such as `Host`, only when it hands the request on, and takes what
    /// is malformed in them for a fault of its own.
    private static Failure jettyFailure(org.eclipse.jetty.server.Request in, int status) {
        if (in.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof IllegalArgumentException e) {
            return new Failure(400, "", "malformed header: " + e.getMessage());
        }
        Object message = in.getAttribute(ErrorHandler.ERROR_MESSAGE);
        return new Failure(status, "", message == null ? "bad request" : message.toString());
    }

    void cancelStreams() {
        stopping = true;
        streams.forEach(stream -> stream.cancel("the daemon is stopping"));
    }

    synchronized boolean awaitIdle(Duration atMost) throws InterruptedException {
        long end = System.nanoTime() + atMost.toNanos();
        while (running > 0) {
            long left = Duration.ofNanos(end - System.nanoTime()).toMillis();
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized void begin() {
        running++;
        heap.busy();
    }

    private synchronized void end() {
        running--;
        if (running == 0) {
            heap.idle();
        }
        notifyAll();
    }

    private void answer(org.eclipse.jetty.server.Request in, org.eclipse.jetty.server.Response out)
            throws IOException {
        setCommonHeaders(out);
        ApiVersion version = ApiVersion.MAXIMUM;
        Request request = null;
        Failure failure = null;
        try (WholeBody whole = new WholeBody(in, room)) {
            Target target =
                    Router.target(Objects.requireNonNullElse(in.getHttpURI().getPath(), "/"));
            Match match = router.find(in.getMethod(), target);
            version = target.version();
            Router.requireVersion(target);
            request = request(in, version, match, whole);
            failure = send(out, match.endpoint().answer(request));
        } catch (RuntimeException e) {
            failure = ErrorResponse.of(e);
        }
        if (failure != null && !out.isCommitted()) {
            send(out, ErrorResponse.response(failure, version));
        }
        if (failure != null) {
            passOver(in);
        }
        record(in, request, failure);
    }

    /// Reads away what a client still sends after it was refused: one that first sends everything
    /// would otherwise find the connection closed instead of its answer. What has no end is not
    /// read for ever: the connection is then closed.
    private void passOver(org.eclipse.jetty.server.Request in) {
        try (BodyDeadline _ = BodyDeadline.start(in, room.arrival());
                InputStream body = org.eclipse.jetty.server.Request.asInputStream(in)) {
            long _ = body.skip(PASSED_OVER);
        } catch (IOException e) {
            log.debug("the client went away after it was refused", e);
        }
    }

    private Request request(
            org.eclipse.jetty.server.Request in, ApiVersion version, Match match, WholeBody whole)
            throws IOException {
        String query = Objects.requireNonNullElse(in.getHttpURI().getQuery(), "");
        Form form = Form.parse(formBody(in, whole), query);
        return new Request(
                version,
                match.values(),
                form,
                name -> Objects.requireNonNullElse(in.getHeaders().get(name), ""),
                org.eclipse.jetty.server.Request.asInputStream(in),
                new JettyClient(
                        in.getConnectionMetaData().getConnection().getEndPoint(), watch, whole));
    }

    /// The body when it is a form; what else a request carries is left to its route.
    private static String formBody(org.eclipse.jetty.server.Request in, WholeBody whole)
            throws IOException {
        String type = Objects.requireNonNullElse(in.getHeaders().get(HttpHeader.CONTENT_TYPE), "");
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/x-www-form-urlencoded")) {
            return "";
        }
        try (InputStream body = org.eclipse.jetty.server.Request.asInputStream(in)) {
            return new String(whole.read(body), StandardCharsets.UTF_8);
        }
    }

    private @Nullable Failure send(org.eclipse.jetty.server.Response out, Response response)
            throws IOException {
        return switch (response) {
            case Response.Fixed fixed -> {
                out.setStatus(fixed.status());
                fixed.headers().forEach((name, value) -> out.getHeaders().put(name, value));
                if (!fixed.contentType().isEmpty()) {
                    out.getHeaders().put(HttpHeader.CONTENT_TYPE, fixed.contentType());
                }
                byte[] body = fixed.body().bytes();
                out.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
                Content.Sink.write(out, true, ByteBuffer.wrap(body));
                yield null;
            }
            case Response.Progress progress -> stream(out, progress);
            case Response.Stream stream -> write(out, stream);
        };
    }

    private static @Nullable Failure write(
            org.eclipse.jetty.server.Response out, Response.Stream stream) throws IOException {
        if (!stream.contentType().isEmpty()) {
            out.getHeaders().put(HttpHeader.CONTENT_TYPE, stream.contentType());
        }
        stream.headers().forEach((name, value) -> out.getHeaders().put(name, value));
        if (out.getRequest().getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1) {
            // For a client that wants the connection closed Jetty would end the body with that, and
            // a body that broke off would look like a whole one.
            out.getHeaders().put(HttpHeader.TRANSFER_ENCODING, "chunked");
        }
        OutputStream body = Content.Sink.asOutputStream(out);
        try {
            stream.writing().write(body);
        } catch (RuntimeException e) {
            if (out.isCommitted()) {
                throw new IOException("the answer broke off: " + e.getMessage(), e);
            }
            stream.headers().keySet().forEach(name -> out.getHeaders().remove(name));
            out.getHeaders().remove(HttpHeader.TRANSFER_ENCODING);
            return ErrorResponse.of(e);
        }
        body.close();
        return null;
    }

    private @Nullable Failure stream(
            org.eclipse.jetty.server.Response out, Response.Progress progress) throws IOException {
        OutputStream body = Content.Sink.asOutputStream(out);
        ProgressStream stream =
                new ProgressStream(() -> {
                    out.setStatus(200);
                    out.getHeaders().put(HttpHeader.CONTENT_TYPE, JSON);
                    return body;
                });
        streams.add(stream);
        if (stopping) {
            stream.cancel("the daemon is stopping");
        }
        Failure failure = null;
        try {
            progress.work().run(stream);
        } catch (RuntimeException e) {
            failure = ErrorResponse.of(e);
            if (stream.started()) {
                stream.fail(failure.message(), failure.streamCode());
            }
        } finally {
            stream.finish();
            streams.remove(stream);
        }
        if (failure == null && !stream.started()) {
            return send(out, new Response.Fixed(200, JSON, Map.of(), Response.Body.NONE));
        }
        if (stream.started()) {
            body.close();
        }
        return failure;
    }

    private void setCommonHeaders(org.eclipse.jetty.server.Response out) {
        out.getHeaders().put("Server", server);
        out.getHeaders().put("Api-Version", ApiVersion.MAXIMUM.toString());
        out.getHeaders().put("Docker-Experimental", "false");
        out.getHeaders().put("Ostype", "linux");
    }

    /// One line for every request that may have changed something.
    private static void record(
            org.eclipse.jetty.server.Request in,
            @Nullable Request request,
            @Nullable Failure failure) {
        String method = in.getMethod();
        if (method.equals("GET") || method.equals("HEAD")) {
            return;
        }
        Peer peer =
                Peer.of(in.getConnectionMetaData().getConnection().getEndPoint().getTransport());
        String changes = request == null ? "" : String.join("; ", request.changes());
        String did = changes.isEmpty() ? "nothing changed" : changes;
        String path = in.getHttpURI().getPath();
        if (failure == null) {
            log.info("{}: {} {}: {}", peer, method, path, did);
        } else {
            log.info(
                    "{}: {} {}: {}; failed: {} {}",
                    peer,
                    method,
                    path,
                    did,
                    failure.status(),
                    failure.message());
        }
    }
}
