package dev.varve.daemon.http;

import dev.varve.api.ApiVersion;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a route gets to see of a request.
public final class Request {
    private final ApiVersion version;
    private final Map<String, String> pathValues;
    private final Form form;
    private final Headers headers;
    private final List<String> changes = new ArrayList<>();

    Request(ApiVersion version, Map<String, String> pathValues, Form form, Headers headers) {
        this.version = version;
        this.pathValues = Map.copyOf(pathValues);
        this.form = form;
        this.headers = headers;
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

    /// Says for the log what this request changed in the store.
    public synchronized void changed(String what) {
        changes.add(what);
    }

    synchronized List<String> changes() {
        return List.copyOf(changes);
    }

    @FunctionalInterface
    interface Headers {
        String first(String name);
    }
}
