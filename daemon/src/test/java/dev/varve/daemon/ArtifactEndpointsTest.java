package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.fixtures.image.TestArtifact;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.oci.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/// What clients are told of an artifact, by a daemon over a real store.
@Timeout(60)
final class ArtifactEndpointsTest {
    private static final TestArtifact CHART = TestArtifact.chart("chart ".repeat(500));

    @TempDir Path directory;
    private LoopbackRegistry registry;
    private Daemon daemon;
    private RawClient client;

    @BeforeEach
    void start() throws IOException {
        registry = LoopbackRegistry.start();
        registry.publish("library/chart", "1", CHART);
        daemon = RealDaemon.start(directory, registry);
        client = new RawClient(RealDaemon.socket(directory));
    }

    @AfterEach
    void stop() throws IOException {
        daemon.close();
        registry.close();
    }

    private String pull() throws IOException {
        return client.post("/images/create?fromImage=chart&tag=1").body();
    }

    private JsonNode json(String path) throws IOException {
        return Json.mapper().readTree(client.get(path).body());
    }

    @Test
    void aPullIsToldAsThatOfAnImage() throws IOException {
        String layer = CHART.digests().get(1).substring("sha256:".length(), 19);
        assertThat(pull())
                .contains(
                        "{\"status\":\"Pulling from library/chart\",\"id\":\"1\"}",
                        "{\"status\":\"Pulling fs layer\",\"progressDetail\":{},\"id\":\""
                                + layer
                                + "\"}",
                        "{\"status\":\"Pull complete\",\"progressDetail\":{},\"id\":\""
                                + layer
                                + "\"}",
                        "{\"status\":\"Digest: " + CHART.manifestDigest() + "\"}",
                        "{\"status\":\"Status: Downloaded newer image for chart:1\"}");
        assertThat(pull()).contains("{\"status\":\"Status: Image is up to date for chart:1\"}");
    }

    @Test
    void aListAndAnInspectionShowIt() throws IOException {
        pull();
        JsonNode row = json("/images/json").path(0);
        assertThat(row.path("Id").asText()).isEqualTo(CHART.manifestDigest());
        assertThat(row.path("RepoTags").path(0).asText()).isEqualTo("chart:1");
        assertThat(row.path("Size").asLong()).isEqualTo(CHART.size());
        assertThat(row.path("Created").asLong()).isEqualTo(1714979289);

        JsonNode found = json("/images/chart:1/json");
        assertThat(found.path("Descriptor").toString())
                .isEqualTo(
                        "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d,\"artifactType\":\"%s\"}"
                                .formatted(
                                        CHART.manifestType(),
                                        CHART.manifestDigest(),
                                        CHART.manifest().length,
                                        "application/vnd.cncf.helm.config.v1+json"));
        assertThat(found.path("RootFS").toString()).isEqualTo("{\"Type\":\"layers\"}");
        assertThat(found.path("Os").asText()).isEmpty();
        assertThat(found.path("Config").path("Cmd").isEmpty()).isTrue();
        assertThat(json("/v1.47/images/chart:1/json").has("Descriptor")).isFalse();
        assertThat(json("/images/chart:1/history")).isEmpty();
    }

    @Test
    void aContainerOfItIsRefusedWithTheReason() throws IOException {
        pull();
        String body = "{\"Image\":\"chart:1\"}";
        Answer answer =
                client.request(
                        "POST",
                        "/containers/create",
                        "Content-Type: application/json\r\nContent-Length: "
                                + body.length()
                                + "\r\n\r\n"
                                + body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .contains(
                        "chart:1 is an artifact of type application/vnd.cncf.helm.config.v1+json"
                                + " and no image: it has no file system");
    }

    @Test
    void itIsRemovedByItsName() throws IOException {
        pull();
        assertThat(client.request("DELETE", "/images/chart:1", "").body())
                .contains("{\"Deleted\":\"" + CHART.manifestDigest() + "\"}");
        assertThat(json("/images/json")).isEmpty();
    }
}
