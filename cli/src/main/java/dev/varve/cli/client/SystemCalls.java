package dev.varve.cli.client;

import com.fasterxml.jackson.core.JsonToken;

import dev.varve.api.JsonInput;
import dev.varve.cli.json.JsonTree;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// The daemon's routes that are about itself, as calls.
public final class SystemCalls {
    /// Takes an event. An [IOException] ends the stream.
    public interface EventSink {
        void accept(Map<?, ?> event) throws IOException;
    }

    private final EngineClient client;

    public SystemCalls(EngineClient client) {
        this.client = client;
    }

    public Map<?, ?> version() {
        return map(client.tree(EngineClient.get("/version")));
    }

    public Map<?, ?> info() {
        return map(client.tree(EngineClient.get("/info")));
    }

    public Map<?, ?> diskUsage() {
        return map(client.tree(EngineClient.get("/system/df")));
    }

    /// @param level "" for the daemon's default
    /// @param repair whether to mend what can be mended
    /// @param rebuildIndex whether to make a damaged index again first
    /// @param logins the value of X-Registry-Config, "" for none
    public Map<?, ?> check(String level, boolean repair, boolean rebuildIndex, String logins) {
        Query query =
                new Query()
                        .addUnlessEmpty("level", level)
                        .flag("repair", repair)
                        .flag("rebuild-index", rebuildIndex);
        Request request = EngineClient.post("/varve/v1/system/check" + query);
        return map(
                client.own(
                        logins.isEmpty() ? request : request.with("X-Registry-Config: " + logins)));
    }

    /// `{"Status":"Login Succeeded","IdentityToken":""}`
    ///
    /// @param credentials JSON, an AuthConfig
    public Map<?, ?> login(String credentials) {
        Request request = EngineClient.post("/auth").with(new RequestBody.Json(credentials));
        return map(client.tree(request));
    }

    /// Hands over events as they come, until the daemon ends the stream.
    ///
    /// @param since Unix seconds with or without a fraction, "" for from now on
    /// @param until the same, "" for without an end
    public void events(String since, String until, String filters, EventSink sink)
            throws IOException {
        Query query =
                new Query()
                        .addUnlessEmpty("since", since)
                        .addUnlessEmpty("until", until)
                        .addUnlessEmpty("filters", filters);
        try (HttpAnswer answer = client.send(EngineClient.get("/events" + query));
                JsonInput in = JsonInput.of(answer.body())) {
            Optional<Map<?, ?>> event = next(in);
            while (event.isPresent()) {
                sink.accept(event.get());
                event = next(in);
            }
        }
    }

    private Optional<Map<?, ?>> next(JsonInput in) {
        try {
            return in.nextToken() == JsonToken.START_OBJECT
                    ? Optional.of(map(JsonTree.value(in)))
                    : Optional.empty();
        } catch (IOException e) {
            throw client.lost(e);
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
