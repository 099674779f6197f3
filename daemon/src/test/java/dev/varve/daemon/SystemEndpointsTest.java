package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.oci.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;

final class SystemEndpointsTest {
    @TempDir Path directory;
    TestDaemon daemon;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private JsonNode get(String target) throws IOException {
        Answer answer = daemon.client().get(target);
        assertThat(answer.status()).isEqualTo(200);
        return json(answer.body());
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return Json.mapper().readTree(text);
    }

    @Test
    void infoTellsOfTheStore() throws IOException {
        JsonNode info = get("/v1.51/info");
        assertThat(info.get("Images").asInt()).isEqualTo(2);
        assertThat(info.get("DriverStatus")).isEqualTo(json("[[\"Backing\",\"ext4\"]]"));
        assertThat(info.get("DockerRootDir").asText()).isEqualTo("/r");
        assertThat(info.get("NEventsListener").asInt()).isZero();
        assertThat(info.get("Warnings"))
                .isEqualTo(json("[\"using the slow driver vfs: because\"]"));
        assertThat(info.get("OSType").asText()).isEqualTo("linux");
        assertThat(Instant.parse(info.get("SystemTime").asText())).isAfter("2026-01-01T00:00:00Z");
    }

    @Test
    void infoCountsContainersByState() throws IOException {
        JsonNode info = get("/info");
        assertThat(info.get("Containers").asInt()).isEqualTo(3);
        assertThat(info.get("ContainersRunning").asInt()).isEqualTo(1);
        assertThat(info.get("ContainersStopped").asInt()).isEqualTo(2);
        assertThat(info.get("ContainersPaused").asInt()).isZero();
    }

    @Test
    void infoTellsHowRegistriesAreReached() throws IOException {
        assertThat(get("/v1.51/info").get("RegistryConfig"))
                .isEqualTo(
                        json(
                                """
                                {"InsecureRegistryCIDRs":["::1/128","127.0.0.0/8"],
                                 "IndexConfigs":{
                                   "docker.io":{"Name":"docker.io","Secure":true,"Official":true,
                                     "Mirrors":["https://mirror.test/"]},
                                   "a:5000":{"Name":"a:5000","Secure":false,"Official":false,
                                     "Mirrors":[]}},
                                 "Mirrors":["https://mirror.test/"]}
                                """));
        assertThat(get("/v1.48/info").get("RegistryConfig").fieldNames())
                .toIterable()
                .contains("AllowNondistributableArtifactsCIDRs");
    }

    @Test
    void infoHasWhatItsVersionHas() throws IOException {
        assertThat(get("/v1.51/info").fieldNames())
                .toIterable()
                .contains("MemoryLimit", "ContainerdCommit", "Swarm")
                .doesNotContain("KernelMemory", "BridgeNfIptables");
        assertThat(get("/v1.41/info").fieldNames())
                .toIterable()
                .contains("KernelMemory", "BridgeNfIptables");
        assertThat(get("/v1.41/info").at("/RuncCommit").fieldNames())
                .toIterable()
                .containsExactly("ID", "Expected");
    }

    @Test
    void versionTellsWhatWasBuilt() throws IOException {
        JsonNode version = get("/v1.51/version");
        assertThat(version.get("ApiVersion").asText()).isEqualTo("1.51");
        assertThat(version.get("MinAPIVersion").asText()).isEqualTo("1.24");
        assertThat(version.get("BuildTime").asText()).matches("20[0-9]{2}-.*Z");
        assertThat(version.get("GoVersion").asText()).startsWith("none (Java ");
        JsonNode engine = version.at("/Components/0");
        assertThat(engine.get("Name").asText()).isEqualTo("Engine");
        assertThat(engine.get("Version")).isEqualTo(version.get("Version"));
        for (String field : new String[] {"BuildTime", "GitCommit", "GoVersion", "KernelVersion"}) {
            assertThat(engine.get("Details").get(field)).isEqualTo(version.get(field));
        }
    }
}
