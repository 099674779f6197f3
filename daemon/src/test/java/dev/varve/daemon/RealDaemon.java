package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.DaemonConfig.LogLevel;
import dev.varve.daemon.RawClient.Answer;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.oci.Json;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptions;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A daemon over a real store that has two images: `a:latest` and one without a tag.
final class RealDaemon implements AutoCloseable {
    private final LoopbackRegistry registry = LoopbackRegistry.start();
    private final TestImage dangling = image("2024-01-02T00:00:00Z");
    private final Path socket;
    private final Daemon daemon;
    private String state;

    RealDaemon(Path directory) throws IOException {
        registry.publish("library/a", "latest", image("2024-01-01T00:00:00Z"));
        registry.publish("library/dangling", "x", dangling);
        socket = socket(directory);
        daemon = start(directory, registry);
        fill();
        state = state();
    }

    /// A daemon over an empty store with vfs, for which the registry is docker.io.
    static Daemon start(Path directory, LoopbackRegistry registry) throws IOException {
        return Daemon.start(
                new DaemonConfig(
                        directory.resolve("root"),
                        socket(directory),
                        Optional.of("vfs"),
                        DriverOptions.NONE,
                        new RegistrySettings(List.of(registry.uri()), Set.of()),
                        3,
                        LogLevel.ERROR,
                        Optional.empty(),
                        "root",
                        false),
                LocalStore::open);
    }

    /// Where the daemon in a directory listens.
    static Path socket(Path directory) {
        return directory.resolve("run/varve.sock");
    }

    RawClient client() {
        return new RawClient(socket);
    }

    /// Every image with its names and every container, as the daemon lists them.
    String state() throws IOException {
        return client().get("/v1.42/images/json?all=1").body() + containers();
    }

    private String containers() throws IOException {
        return client().get("/containers/json?all=1")
                .body()
                .replaceAll("\"Status\":\"[^\"]*\"", "");
    }

    /// Makes the container `cc` of `a:latest`, which belongs to the state from now on.
    RealDaemon withContainer() throws IOException {
        createContainer();
        state = state();
        return this;
    }

    /// Whether the store is as it was when the daemon started.
    boolean isUnchanged() throws IOException {
        return state().equals(state);
    }

    /// Brings the store back to what it was when the daemon started.
    void restore() throws IOException {
        if (isUnchanged()) {
            return;
        }
        boolean container = state.contains("\"/cc\"");
        for (JsonNode row : Json.mapper().readTree(client().get("/containers/json?all=1").body())) {
            client().request("DELETE", "/containers/" + row.get("Id").asText(), "");
        }
        for (JsonNode row : Json.mapper().readTree(client().get("/images/json?all=1").body())) {
            client().request("DELETE", "/images/" + row.get("Id").asText() + "?force=1", "");
        }
        fill();
        if (container) {
            withContainer();
            return;
        }
        assertThat(state()).isEqualTo(state);
    }

    private void fill() throws IOException {
        pull("a", "latest");
        pull("dangling", dangling.manifestDigest());
    }

    private void createContainer() throws IOException {
        String body = "{\"Image\":\"a\"}";
        Answer answer =
                client().request(
                                "POST",
                                "/containers/create?name=cc",
                                "Content-Type: application/json\r\nContent-Length: "
                                        + body.length()
                                        + "\r\n\r\n"
                                        + body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    private void pull(String name, String tag) throws IOException {
        Answer answer = client().post("/images/create?fromImage=" + name + "&tag=" + tag);
        assertThat(answer.body()).contains("Status: ").doesNotContain("errorDetail");
    }

    private static TestImage image(String created) {
        return TestImage.builder()
                .created(Instant.parse(created))
                .cmd("x")
                .layer(TestLayer.gzip(TarBuilder.pax().file("created", created)))
                .build();
    }

    @Override
    public void close() throws IOException {
        daemon.close();
        registry.close();
    }
}
