package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.error.StoreException.Conflict;
import dev.varve.oci.Json;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

final class ImageEndpointsTest {
    @TempDir Path directory;
    TestDaemon daemon;
    RawClient client;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
        client = daemon.client();
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void listIsDockers() throws IOException {
        Answer answer = client.get("/v1.51/images/json");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.body())
                .isEqualTo(
                        """
                        [{"Containers":0,"Created":1700000000,"Id":"%s",\
                        "Labels":{"a":"1","b":"<2>"},"ParentId":"",\
                        "RepoDigests":["busybox@%s"],"RepoTags":["busybox:latest"],\
                        "SharedSize":-1,"Size":4261502},\
                        {"Containers":0,"Created":1700000000,"Id":"%s",\
                        "Labels":{"a":"1","b":"<2>"},"ParentId":"",\
                        "RepoDigests":[],"RepoTags":[],"SharedSize":-1,"Size":4261502}]
                        """
                                .formatted(
                                        FakeStore.CONFIG.id(),
                                        FakeStore.MANIFEST,
                                        FakeStore.CONFIG.id()));
    }

    @Test
    void listOfAnOldVersionHasPlaceholders() throws IOException {
        assertThat(client.get("/v1.41/images/json").body())
                .contains("\"RepoTags\":[\"<none>:<none>\"]")
                .contains("\"RepoDigests\":[\"<none>@<none>\"]")
                .contains("\"VirtualSize\":4261502")
                .contains("\"Containers\":-1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/images/json?filters=%7B%7D&all=1&shared-size=1 | list {} true true",
                "/v1.41/images/json?shared-size=1                | list  false false",
                "/v1.40/images/json?filter=a*   | list {\"reference\":[\"a*\"]} false false",
                "/v1.41/images/json?filter=a*                    | list  false false",
                "/v1.40/images/json?filter=a&filters=nonsense    | list nonsense false false"
            })
    void listPassesOnWhatWasAsked(String target, String call) throws IOException {
        client.get(target.strip());
        assertThat(daemon.store.calls.getFirst().strip()).isEqualTo(call.strip());
    }

    @Test
    void inspectOfTheNewestVersionKeepsDockersKeyOrder() throws IOException {
        JsonNode image = json(client.get("/v1.51/images/busybox/json"));
        assertThat(names(image))
                .containsExactly(
                        "Id",
                        "RepoTags",
                        "RepoDigests",
                        "Parent",
                        "Comment",
                        "Created",
                        "DockerVersion",
                        "Author",
                        "Architecture",
                        "Os",
                        "Size",
                        "GraphDriver",
                        "RootFS",
                        "Metadata",
                        "Config");
        assertThat(names(image.get("Config")))
                .containsExactly(
                        "Cmd",
                        "Entrypoint",
                        "Env",
                        "ExposedPorts",
                        "Labels",
                        "OnBuild",
                        "User",
                        "Volumes",
                        "WorkingDir");
        assertThat(image.at("/Config/WorkingDir").asText()).isEmpty();
        assertThat(names(image.at("/Config/Labels"))).containsExactly("a", "b");
        assertThat(image.at("/Comment").asText()).isEqualTo("last");
        assertThat(image.at("/Created").asText()).isEqualTo("2023-11-14T22:13:20.5Z");
        assertThat(image.at("/Metadata/LastTagTime").asText()).isEqualTo("2024-01-01T00:00:00Z");
        assertThat(image.get("GraphDriver").toString())
                .isEqualTo(
                        "{\"Data\":{\"MergedDir\":\"/m\",\"UpperDir\":\"/u\"},"
                                + "\"Name\":\"overlay2\"}");
        assertThat(image.get("RootFS").toString())
                .isEqualTo("{\"Type\":\"layers\",\"Layers\":[\"" + FakeStore.LAYER + "\"]}");
    }

    @Test
    void inspectOfAnOldVersionHasTheContainersFields() throws IOException {
        JsonNode image = json(client.get("/v1.43/images/busybox/json"));
        assertThat(names(image)).contains("ContainerConfig", "VirtualSize");
        assertThat(names(image.get("Config")))
                .containsExactly(
                        "AttachStderr",
                        "AttachStdin",
                        "AttachStdout",
                        "Cmd",
                        "Domainname",
                        "Entrypoint",
                        "Env",
                        "ExposedPorts",
                        "Hostname",
                        "Image",
                        "Labels",
                        "OnBuild",
                        "OpenStdin",
                        "StdinOnce",
                        "Tty",
                        "User",
                        "Volumes",
                        "WorkingDir");
        assertThat(image.at("/Config/Hostname").asText()).isEqualTo("h");
    }

    @Test
    void inspectRefusesAnotherPlatform() throws IOException {
        String arm = "%7B%22os%22%3A%22linux%22%2C%22architecture%22%3A%22arm64%22%7D";
        String amd = arm.replace("arm64", "amd64");
        Answer answer = client.get("/v1.49/images/busybox/json?platform=" + arm);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .contains(
                        "image with reference busybox was found but its platform (linux/amd64) does"
                                + " not match the specified platform (linux/arm64)");
        assertThat(client.get("/v1.49/images/busybox/json?platform=" + amd).status())
                .isEqualTo(200);
        assertThat(client.get("/v1.48/images/busybox/json?platform=" + arm).status())
                .isEqualTo(200);
        assertThat(client.get("/v1.49/images/busybox/json?platform=x").status()).isEqualTo(400);
        assertThat(client.get("/images/busybox/json?manifests=1&platform=" + amd).body())
                .contains("conflicting options");
    }

    @Test
    void historyIsDockers() throws IOException {
        assertThat(client.get("/images/busybox/history").body())
                .isEqualTo(
                        """
                        [{"Comment":"last","Created":1700000000,"CreatedBy":"ADD x","Id":"%s",\
                        "Size":4261502,"Tags":["busybox:latest"]},\
                        {"Comment":"","Created":0,"CreatedBy":"RUN a && b","Id":"<missing>",\
                        "Size":0,"Tags":null}]
                        """
                                .formatted(FakeStore.CONFIG.id()));
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        for (String target : List.of("/images/nope/json", "/images/nope/history")) {
            Answer answer = client.get(target);
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"message\":\"No such image: nope:latest\"}\n");
            assertThat(answer.header("Varve-Error")).isEqualTo("not-found");
        }
        assertThat(client.get("/containers/x/json").body())
                .isEqualTo("{\"message\":\"No such container: x\"}\n");
    }

    @Test
    void tagAnswersCreatedAndNothingMore() throws IOException {
        Answer answer = client.post("/v1.51/images/busybox/tag?repo=docker.io%2Ffoo%2Fbar&tag=1");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEmpty();
        assertThat(daemon.store.calls).containsExactly("tag busybox docker.io/foo/bar:1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                        | repo is missing",
                "?repo=Foo                 | must be lowercase",
                "?repo=a&tag=%20           | invalid tag format",
                "?repo=sha256&tag=a        | refusing to create an ambiguous tag"
            })
    void badTagsChangeNothing(String query, String message) throws IOException {
        Answer answer = client.post("/images/busybox/tag" + query.strip());
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
        assertThat(daemon.store.calls).isEmpty();
    }

    @Test
    void deleteReportsInOrder() throws IOException {
        Answer answer = client.request("DELETE", "/images/busybox?force=1&noprune=True", "");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        "[{\"Untagged\":\"busybox:latest\"},{\"Deleted\":\""
                                + FakeStore.CONFIG.id()
                                + "\"}]\n");
        assertThat(daemon.store.calls).containsExactly("remove busybox true true");
    }

    @Test
    void deleteOfNothingIsRefused() throws IOException {
        assertThat(client.request("DELETE", "/images/%20", "").body())
                .contains("image name cannot be blank");
        String one = "%7B%22os%22:%22linux%22,%22architecture%22:%22amd64%22%7D";
        String two = one + "&platforms=" + one.replace("amd64", "arm");
        assertThat(client.request("DELETE", "/images/busybox?platforms=" + two, "").body())
                .contains("multiple platforms are not supported");
        assertThat(client.request("DELETE", "/images/busybox?platforms=%5B%5D", "").status())
                .isEqualTo(400);
        assertThat(daemon.store.calls).isEmpty();
    }

    @Test
    void pruneOfNothingSaysNull() throws IOException {
        Answer answer = client.post("/images/prune?filters=%7B%7D");
        assertThat(answer.body()).isEqualTo("{\"ImagesDeleted\":null,\"SpaceReclaimed\":0}\n");
        assertThat(daemon.store.calls).containsExactly("prune {}");
    }

    @Test
    void anInternalFailureTellsNoInsides() throws IOException {
        daemon.store.pulling =
                (request, progress) -> {
                    throw new IllegalStateException("secret");
                };
        Answer answer = client.post("/images/create?fromImage=busybox&tag=1");
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).doesNotContain("secret").contains("internal error");
        daemon.store.pulling =
                (request, progress) -> {
                    throw new Conflict("in the way");
                };
        assertThat(client.post("/images/create?fromImage=busybox&tag=1").status()).isEqualTo(409);
    }

    private static JsonNode json(Answer answer) throws JsonProcessingException {
        assertThat(answer.status()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
