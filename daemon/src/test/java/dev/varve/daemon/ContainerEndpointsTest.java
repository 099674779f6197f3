package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.container.CommitRequest;
import dev.varve.container.CreateRequest;
import dev.varve.daemon.RawClient.Answer;
import dev.varve.image.config.RunField;
import dev.varve.oci.Json;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

final class ContainerEndpointsTest {
    @TempDir Path directory;
    TestDaemon daemon;
    RawClient client;
    FakeContainers containers;

    @BeforeEach
    void start() throws IOException {
        daemon = new TestDaemon(directory);
        client = daemon.client();
        containers = daemon.store.containers;
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Answer send(String method, String target, String type, String body) throws IOException {
        return client.send(
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\nHost: d\r\nConnection: close\r\nContent-Type: "
                        + type
                        + "\r\nContent-Length: "
                        + body.getBytes(StandardCharsets.UTF_8).length
                        + "\r\n\r\n"
                        + body);
    }

    private Answer create(String query, String body) throws IOException {
        return send("POST", "/v1.51/containers/create" + query, "application/json", body);
    }

    @Test
    void creationAnswersTheIdAndPassesOnWhatWasAsked() throws IOException {
        Answer answer =
                create(
                        "?name=web",
                        """
                        {"Image":"busybox","cmd":"sh","Labels":{"a":"1"},"Unknown":1,
                         "HostConfig":{"NetworkMode":"default","Memory":5},"NetworkingConfig":{}}\
                        """);

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body())
                .isEqualTo("{\"Id\":\"" + FakeContainers.ID + "\",\"Warnings\":[]}\n");
        CreateRequest asked = containers.created.getFirst();
        assertThat(asked.name()).contains("web");
        assertThat(asked.config().texts(RunField.CMD)).containsExactly("sh");
        assertThat(asked.config().labels()).containsEntry("a", "1");
        assertThat(asked.hostConfig().networkMode()).isEqualTo("bridge");
        assertThat(asked.hostConfig().text()).contains("\"Memory\":5", "\"Binds\":null");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                            | invalid JSON: got EOF while reading request body",
                "null                          | config cannot be empty in order to create",
                "{}                            | config cannot be empty in order to create",
                "'{\"HostConfig\":{}}'         | config cannot be empty in order to create",
                "'{\"Image\":'                 | invalid JSON: ",
                "'{\"Image\":5}'               | invalid JSON: Image has to be a string",
                "'{\"Image\":\"a\",\"HostConfig\":{\"Memory\":\"1g\"}}' | invalid JSON:"
                        + " HostConfig.Memory"
            })
    void badBodiesAreRefused(String body, String message) throws IOException {
        Answer answer = create("", body == null ? "" : body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains(message);
        assertThat(containers.created).isEmpty();
        assertThat(send("POST", "/containers/create", "text/plain", "{}").body())
                .contains("must be 'application/json'");
    }

    @Test
    void aPlatformThatTheImageIsNotForIsRefused() throws IOException {
        assertThat(create("?platform=linux/arm64", "{\"Image\":\"busybox\"}").status())
                .isEqualTo(404);
        assertThat(create("?platform=linux/amd64", "{\"Image\":\"busybox\"}").status())
                .isEqualTo(201);
    }

    @Test
    void theListIsDockers() throws IOException {
        assertThat(client.get("/v1.51/containers/json?all=1&size=1").body())
                .isEqualTo(
                        """
                        [{"Id":"%s","Names":["/web"],"Image":"busybox","ImageID":"%s",\
                        "Command":"sh -c 'echo hi'","Created":1706933106,"Ports":[],"SizeRw":3,\
                        "SizeRootFs":10,"Labels":{"a":"1","b":"2"},"State":"created",\
                        "Status":"Created","HostConfig":{"NetworkMode":"bridge"},\
                        "NetworkSettings":{"Networks":{}},"Mounts":[]}]
                        """
                                .formatted(FakeContainers.ID, FakeStore.CONFIG.id()));
        containers.attached = Optional.of(Instant.now().minusSeconds(120));
        assertThat(client.get("/containers/json?limit=2").body())
                .contains("\"State\":\"running\",\"Status\":\"Up 2 minutes\"");
        assertThat(containers.calls).containsExactly("list  true 0 true", "list  false 2 false");
        assertThat(client.get("/containers/json?limit=x").status()).isEqualTo(400);
    }

    @Test
    void anInspectionHasDockersKeysInDockersOrder() throws IOException {
        JsonNode container = json(client.get("/v1.51/containers/web/json?size=1"));

        assertThat(names(container))
                .containsExactly(
                        "Id",
                        "Created",
                        "Path",
                        "Args",
                        "State",
                        "Image",
                        "ResolvConfPath",
                        "HostnamePath",
                        "HostsPath",
                        "LogPath",
                        "Name",
                        "RestartCount",
                        "Driver",
                        "Platform",
                        "MountLabel",
                        "ProcessLabel",
                        "AppArmorProfile",
                        "ExecIDs",
                        "HostConfig",
                        "GraphDriver",
                        "SizeRw",
                        "SizeRootFs",
                        "Mounts",
                        "Config",
                        "NetworkSettings");
        assertThat(container.path("Created").asText()).isEqualTo("2024-02-03T04:05:06.7Z");
        assertThat(container.path("Path").asText()).isEqualTo("sh");
        assertThat(container.path("Args").toString()).isEqualTo("[\"-c\",\"echo hi\"]");
        assertThat(container.at("/State/Status").asText()).isEqualTo("created");
        assertThat(container.at("/State/StartedAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(container.at("/GraphDriver/Data/ID").asText()).isEqualTo(FakeContainers.ID);
        assertThat(container.path("Config").toString())
                .isEqualTo(
                        """
                        {"Hostname":"cccccccccccc","Domainname":"","User":"","AttachStdin":false,\
                        "AttachStdout":false,"AttachStderr":false,"Tty":false,"OpenStdin":false,\
                        "StdinOnce":false,"Env":null,"Cmd":["sh","-c","echo hi"],\
                        "Image":"busybox","Volumes":null,"WorkingDir":"","Entrypoint":null,\
                        "OnBuild":null,"Labels":{"a":"1","b":"2"}}\
                        """);
    }

    @Test
    void aMountedContainerRuns() throws IOException {
        containers.attached = Optional.of(Instant.parse("2024-02-03T05:00:00Z"));

        JsonNode state = json(client.get("/containers/web/json")).path("State");

        assertThat(state.toString())
                .isEqualTo(
                        """
                        {"Status":"running","Running":true,"Paused":false,"Restarting":false,\
                        "OOMKilled":false,"Dead":false,"Pid":0,"ExitCode":0,"Error":"",\
                        "StartedAt":"2024-02-03T05:00:00Z","FinishedAt":"0001-01-01T00:00:00Z"}\
                        """);
    }

    @Test
    void renameRemovePruneAndMountReachTheStore() throws IOException {
        assertThat(client.post("/containers/web/rename?name=site").status()).isEqualTo(204);
        Answer mount = client.post("/varve/v1/containers/web/mount");
        assertThat(mount.body()).isEqualTo("{\"Path\":\"/merged\"}\n");
        assertThat(client.post("/varve/v1/containers/web/unmount").status()).isEqualTo(204);
        assertThat(client.request("DELETE", "/containers/web?force=1&v=1", "").status())
                .isEqualTo(204);
        assertThat(client.request("DELETE", "/containers/web?link=1", "").status()).isEqualTo(400);
        assertThat(client.post("/containers/prune").body())
                .isEqualTo("{\"ContainersDeleted\":null,\"SpaceReclaimed\":0}\n");
        assertThat(client.post("/containers/prune?filters=%7B%7D").body())
                .isEqualTo(
                        "{\"ContainersDeleted\":[\""
                                + FakeContainers.ID
                                + "\"],\"SpaceReclaimed\":5}\n");
        assertThat(containers.calls)
                .containsExactly(
                        "rename web site",
                        "mount web",
                        "unmount web",
                        "remove web true",
                        "prune ",
                        "prune {}");
    }

    @Test
    void changesAreNumberedAndNoneAreNull() throws IOException {
        assertThat(client.get("/containers/web/changes").body())
                .isEqualTo(
                        "[{\"Path\":\"/etc\",\"Kind\":0},{\"Path\":\"/etc/\ufffd\ufffd\",\"Kind\":1},{\"Path\":\"/gone\",\"Kind\":2}]\n");
        assertThat(client.get("/containers/ccc/changes").body()).isEqualTo("null\n");
    }

    @Test
    void filesComeAndGoAsArchives() throws IOException {
        Answer export = client.get("/containers/web/export");
        assertThat(export.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(export.body()).isEqualTo("the whole tree");
        Answer head = client.request("HEAD", "/containers/web/archive?path=/etc", "");
        assertThat(decoded(head))
                .isEqualTo(
                        "{\"name\":\"etc\",\"size\":4096,\"mode\":2147484141,"
                                + "\"mtime\":\"2024-02-03T04:05:06.7Z\",\"linkTarget\":\"\"}");
        Answer get = client.get("/containers/web/archive?path=/etc");
        assertThat(get.header("Content-Type")).isEqualTo("application/x-tar");
        assertThat(decoded(get)).isEqualTo(decoded(head));
        assertThat(get.body()).isEqualTo("the archive of /etc");
        Answer put =
                send(
                        "PUT",
                        "/containers/web/archive?path=/tmp&noOverwriteDirNonDir=true&copyUIDGID=1",
                        "application/x-tar",
                        "a tar");
        assertThat(put.status()).isEqualTo(200);
        assertThat(containers.calls)
                .contains("copy in CopyIn[path=/tmp, keepsKinds=true, ownedByUser=true]: a tar");
    }

    @Test
    void aPathThatIsMissingIsNotFoundBeforeTheAnswerBegins() throws IOException {
        Answer answer = client.get("/containers/web/archive?path=/nope");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body())
                .isEqualTo("{\"message\":\"Could not find the file /nope in container web\"}\n");
        assertThat(client.get("/containers/web/archive").body())
                .isEqualTo("{\"message\":\"bad parameter: pathcannot be empty\"}\n");
        assertThat(client.get("/containers/nope/export").status()).isEqualTo(404);
    }

    @Test
    void aCommitPassesOnWhatWasAsked() throws IOException {
        Answer answer =
                send(
                        "POST",
                        "/commit?container=web&repo=mine&tag=2&comment=c&author=a&changes=CMD%20x",
                        "application/json",
                        "{\"Labels\":{\"z\":\"1\"}}");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.body()).isEqualTo("{\"Id\":\"" + FakeStore.CONFIG.id() + "\"}\n");
        CommitRequest asked = containers.commits.getFirst();
        assertThat(asked.name().map(Reference::familiar)).contains("mine:2");
        assertThat(asked.comment() + asked.author()).isEqualTo("ca");
        assertThat(asked.config().orElseThrow().labels()).containsEntry("z", "1");
        assertThat(client.post("/commit").body()).contains("invalid name or ID supplied");
        assertThat(client.post("/commit?container=web&changes=RUN%20x").body())
                .contains("RUN is not a valid change command");
        assertThat(client.post("/commit?container=web&repo=Foo").status()).isEqualTo(400);
        assertThat(client.post("/commit?container=nope").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "stop", "exec", "wait", "attach", "update"})
    void whatNeedsAProcessIsRefusedWithAWayOut(String verb) throws IOException {
        Answer answer = client.post("/containers/web/" + verb);

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.body())
                .contains("runs no processes", "varve container mount web", "runc");
        assertThat(client.post("/containers/nope/" + verb).status()).isEqualTo(404);
        assertThat(client.get("/containers/web/logs").status()).isEqualTo(501);
    }

    private static String decoded(Answer answer) {
        return new String(
                Base64.getDecoder().decode(answer.header("X-Docker-Container-Path-Stat")),
                StandardCharsets.UTF_8);
    }

    private static JsonNode json(Answer answer) throws IOException {
        assertThat(answer.status()).isEqualTo(200);
        return Json.mapper().readTree(answer.body());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
