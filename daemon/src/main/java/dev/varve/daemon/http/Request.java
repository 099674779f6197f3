package dev.varve.daemon.http;

import dev.varve.api.ApiVersion;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a route gets to see of a request.
public final class Request {

    private final ApiVersion version;
    private final Map<String, String> pathValues;
    private final Form form;
    private final Headers headers;
    private final InputStream body;
    private final Client client;
    private final List<String> changes = new ArrayList<>();

    Request(
            ApiVersion version,
            Map<String, String> pathValues,
            Form form,
            Headers headers,
            InputStream body,
            Client client) {
        this.version = version;
        this.pathValues = Map.copyOf(pathValues);
        this.form = form;
        this.headers = headers;
        this.body = body;
        this.client = client;
    }

    public ApiVersion version() {
        return version;
    }

    /// What stood in the path where the route has `{name}`.
    public String path(String name) {
        return pathValues.getOrDefault(name, "");
    }

    public Form form() {
        return form;
    }

    /// The header's first value, or "".
    public String header(String name) {
        return headers.first(name);
    }

    /// The body as it comes, to be read once; nothing when it was a form.
    public InputStream body() {
        return body;
    }

    /// The body as JSON text, or "" when there is none. Another content type, even without a body,
    /// and more than 4 MiB are refused.
    public String jsonBody() {
        byte[] bytes = client.readWhole(body);
        String type = header("Content-Type");
        if (bytes.length == 0 && type.isEmpty()) {
            return "";
        }
        String bare = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!bare.equals("application/json")) {
            throw HttpFailure.badRequest(
                    "unsupported Content-Type header (" + type + "): must be 'application/json'");
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /// Runs this once, on some other thread, when the client goes away though nothing is written to
    /// it. Only for a request without a body. Close what this returns before the answer ends: after
    /// it the client may send again.
    public Watched whenGone(Runnable action) {
        return client.whenGone(action);
    }

    /// Breaks the connection off, also for one who waits to write to it.
    public void cut() {
        client.cut();
    }

    /// Says for the log what this request changed in the store.
    public synchronized void changed(String what) {
        changes.add(what);
    }

    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    /// The other end of the connection.
    interface Client {
        Watched whenGone(Runnable action);

        /// Reads a body to its end, within limits of size and time.
        byte[] readWhole(InputStream body);

        void cut();
    }

    /// Looks out until it is closed.
    @FunctionalInterface
    public interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    @FunctionalInterface
    interface Headers {
        String first(String name);
    }
}
