package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.cli.exit.ExitCode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// What a run asks of the daemon, and how it ends when things go wrong.
class CommandRunTest {
    @TempDir Path directory;
    private FakeDaemon daemon;

    @BeforeEach
    void startDaemon() throws IOException {
        daemon = CannedImages.serve(FakeDaemon.start(directory));
    }

    @AfterEach
    void stopDaemon() throws IOException {
        daemon.close();
    }

    @Test
    void withoutADaemonTheSocketIsNamedAndTheCodeIsNine() {
        CommandLineRun run =
                CommandLineRun.run("unix:///nonexistent/d.sock", "", 0, Map.of(), "images");
        assertThat(run.code()).isEqualTo(ExitCode.NO_DAEMON);
        assertThat(run.err())
                .startsWith("cannot connect to varved at unix:///nonexistent/d.sock: there is no")
                .contains("varved")
                .contains("VARVE_HOST");
    }

    @Test
    void aTooLongSocketPathIsAUsageError() {
        CommandLineRun run =
                CommandLineRun.run("unix:///" + "x".repeat(120), "", 0, Map.of(), "images");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("107 bytes");
    }

    @Test
    void theDaemonsErrorKindDecidesTheExitCode() {
        daemon.answer(
                "GET /images/json", 500, CannedImages.error("disk full"), "Varve-Error: no-space");
        CommandLineRun run = CommandLineRun.of(daemon, "images");
        assertThat(run.code()).isEqualTo(ExitCode.NO_SPACE);
        assertThat(run.err()).isEqualTo("Error response from daemon: disk full\n");
    }

    @Test
    void anErrorWithinAPullDecidesTheExitCodeByItsOwnCode() {
        daemon.stream(
                "POST /images/create",
                "{\"status\":\"Pulling from library/busybox\",\"id\":\"latest\"}",
                "{\"errorDetail\":{\"code\":507,\"message\":\"no space left\"},\"error\":\"no space"
                        + " left\"}");
        CommandLineRun run = CommandLineRun.of(daemon, "pull", "busybox:latest");
        assertThat(run.code()).isEqualTo(ExitCode.NO_SPACE);
        assertThat(run.out()).isEqualTo("latest: Pulling from library/busybox\n");
        assertThat(run.err()).isEqualTo("no space left\n");
    }

    @Test
    void aPullThatFailsDoesNotStopTheNextOne() {
        daemon.answer("POST /images/create", 404, CannedImages.error("not there"));
        CommandLineRun run = CommandLineRun.of(daemon, "pull", "a:1", "b:1");
        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(daemon.requests()).hasSize(2);
        assertThat(run.err().lines()).hasSize(2);
    }

    @Test
    void aTagBesideADigestIsSentAlong() {
        String digest = "sha256:" + "a".repeat(64);
        daemon.stream("POST /images/create", "{\"status\":\"done\"}");
        CommandLineRun run = CommandLineRun.of(daemon, "pull", "busybox:1@" + digest);
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(daemon.requests().getFirst()).contains("varve-tag=1").contains("tag=sha256");
    }

    @Test
    void thePolicyMissingAsksTheRegistryOnlyForWhatIsNotHere() {
        daemon.answer("GET /images/here:1/json", 200, "{}");
        daemon.answer("GET /images/gone:1/json", 404, CannedImages.error("No such image"));
        daemon.stream("POST /images/create", "{\"status\":\"done\"}");
        CommandLineRun run =
                CommandLineRun.of(daemon, "pull", "-q", "--policy", "missing", "here:1", "gone:1");
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("docker.io/library/here:1\ndocker.io/library/gone:1\n");
        assertThat(daemon.requests().stream().filter(r -> r.startsWith("POST"))).hasSize(1);
    }

    @Test
    void thePolicyNeverFailsForWhatIsNotHere() {
        daemon.answer("GET /images/gone:1/json", 404, CannedImages.error("No such image"));
        CommandLineRun run = CommandLineRun.of(daemon, "pull", "--policy", "never", "gone:1");
        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(daemon.requests().stream().filter(r -> r.startsWith("POST"))).isEmpty();
    }

    @Test
    void thePolicyNewerKeepsWhatIsHereWhenTheRegistryCannotBeReached() {
        daemon.answer("GET /images/here:1/json", 200, "{}");
        daemon.answer("GET /images/gone:1/json", 404, CannedImages.error("No such image"));
        daemon.answer(
                "POST /images/create",
                503,
                CannedImages.error("no answer"),
                "Varve-Error: unavailable");
        CommandLineRun here = CommandLineRun.of(daemon, "pull", "--policy", "newer", "here:1");
        assertThat(here.code()).isEqualTo(ExitCode.DONE);
        assertThat(here.err()).contains("WARNING").contains("no answer");
        CommandLineRun gone = CommandLineRun.of(daemon, "pull", "--policy", "newer", "gone:1");
        assertThat(gone.code()).isEqualTo(ExitCode.NETWORK);
    }

    @Test
    void anUnknownPolicyIsAMistakeInUsage() {
        CommandLineRun run = CommandLineRun.of(daemon, "pull", "--policy", "often", "a");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("must be one of \"always\"");
    }

    @Test
    void anAnswerThatBreaksOffIsAFailureAndNoSuccess() throws IOException {
        Path socket = directory.resolve("cut.sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Thread.ofVirtual().start(() -> answerAndBreakOff(server));
            CommandLineRun run =
                    CommandLineRun.run(
                            "unix://" + socket,
                            "",
                            0,
                            Map.of("DOCKER_CONFIG", directory.toString()),
                            "pull",
                            "busybox:1");
            assertThat(run.code()).isEqualTo(ExitCode.NO_DAEMON);
            assertThat(run.err()).contains("lost the connection");
            assertThat(run.out()).isEqualTo("x: Waiting\n");
        }
    }

    private static void answerAndBreakOff(ServerSocketChannel server) {
        try (SocketChannel channel = server.accept()) {
            String message = "{\"status\":\"Waiting\",\"id\":\"x\"}\r\n";
            channel.read(ByteBuffer.allocate(4096));
            channel.write(
                    ByteBuffer.wrap(
                            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                            + Integer.toHexString(message.length())
                                            + "\r\n"
                                            + message
                                            + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aPullWithoutCredentialsSendsAnEmptyObject() {
        CommandLineRun.of(daemon, "pull", "-q", "busybox");
        assertThat(daemon.requests().getFirst()).contains("X-Registry-Auth: e30=\r\n");
    }

    @Test
    void aPullSendsTheCredentialsOfItsRegistryOnly() throws IOException {
        String pair =
                Base64.getEncoder().encodeToString("me:secret:x".getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                directory.resolve("config.json"),
                "{\"auths\":{\"https://localhost:5000/v2/\":{\"auth\":\"" + pair + "\"}}}");
        Map<String, String> environment = Map.of("DOCKER_CONFIG", directory.toString());
        CommandLineRun.run(
                daemon.host(), "", 0, environment, "pull", "-q", "localhost:5000/a", "busybox");
        assertThat(auth(0))
                .isEqualTo(
                        "{\"username\":\"me\",\"password\":\"secret:x\","
                                + "\"serveraddress\":\"localhost:5000\"}");
        assertThat(auth(1)).isEqualTo("{}");
    }

    @Test
    void aRepairSendsTheLoginsOfTheRegistriesThatImagesAreNamedAfterOnly() throws IOException {
        daemon.answer("POST /varve/v1/system/check", 200, "{\"Problems\":[]}");
        Files.writeString(
                directory.resolve("config.json"),
                """
                {"auths":{"https://index.docker.io/v1/":{"username":"hub","password":"a"},
                "localhost:5000":{"username":"me","password":"b"},
                "elsewhere.example":{"username":"no","password":"c"}}}\
                """);
        for (String flag : List.of("--repair", "--level=quick")) {
            CommandLineRun run =
                    CommandLineRun.run(
                            daemon.host(),
                            "",
                            0,
                            Map.of("DOCKER_CONFIG", directory.toString()),
                            "system",
                            "check",
                            flag);
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        }
        assertThat(daemon.asked())
                .containsExactly(
                        "GET /images/json?all=1",
                        "POST /varve/v1/system/check?repair=1",
                        "POST /varve/v1/system/check?level=quick");
        assertThat(sent("X-Registry-Config", 1))
                .isEqualTo(
                        "{\"https://index.docker.io/v1/\":{\"username\":\"hub\",\"password\":\"a\","
                                + "\"serveraddress\":\"https://index.docker.io/v1/\"},"
                                + "\"localhost:5000\":{\"username\":\"me\",\"password\":\"b\","
                                + "\"serveraddress\":\"localhost:5000\"}}");
        assertThat(daemon.requests().get(2)).doesNotContain("X-Registry-Config");
    }

    @Test
    void aRepairWithoutLoginsSendsNone() {
        daemon.answer("POST /varve/v1/system/check", 200, "{\"Problems\":[]}");
        CommandLineRun.of(daemon, "system", "check", "--repair");
        assertThat(daemon.requests().get(1)).doesNotContain("X-Registry-Config");
    }

    @Test
    void aCredentialHelperThatFailsIsAWarning() throws IOException {
        Files.writeString(
                directory.resolve("config.json"), "{\"credsStore\":\"no-such-helper-here\"}");
        CommandLineRun run =
                CommandLineRun.run(
                        daemon.host(),
                        "",
                        0,
                        Map.of("DOCKER_CONFIG", directory.toString()),
                        "pull",
                        "-q",
                        "busybox");
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).startsWith("WARNING: going on without the credentials of");
        assertThat(auth(0)).isEqualTo("{}");
    }

    @Test
    void brokenConfigurationIsAWarning() throws IOException {
        Files.writeString(directory.resolve("config.json"), "{\"auths\":");
        CommandLineRun run =
                CommandLineRun.run(
                        daemon.host(),
                        "",
                        0,
                        Map.of("DOCKER_CONFIG", directory.toString()),
                        "pull",
                        "-q",
                        "busybox");
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("is not valid JSON");
    }

    private String auth(int request) {
        return sent("X-Registry-Auth", request);
    }

    private String sent(String header, int request) {
        String head = daemon.requests().get(request);
        int start = head.indexOf(header + ": ") + header.length() + 2;
        String value = head.substring(start, head.indexOf('\r', start));
        return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
    }

    @Test
    void aConfirmedPruneAsksTheDaemon() {
        CommandLineRun run =
                CommandLineRun.run(daemon.host(), "Y\n", 0, Map.of(), "image", "prune");
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .contains("Are you sure you want to continue? [y/N] Deleted Images:\n")
                .endsWith("\n\nTotal reclaimed space: 4.262MB\n");
    }

    @Test
    void aRefusedPruneFilterNeverReachesTheDaemon() {
        CommandLineRun run =
                CommandLineRun.of(daemon, "image", "prune", "-f", "--filter", "foo=bar");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(daemon.requests()).isEmpty();
    }

    @Test
    void terminalSequencesInNamesAndErrorsAreSpeltOut() {
        daemon.answer(
                "GET /images/json",
                200,
                "[{\"Id\":\"sha256:1\",\"RepoTags\":[\"a\\u001b[2J\\u202e:b\"],\"RepoDigests\":[]}]");
        daemon.answer("GET /images/x/history", 404, CannedImages.error("\\u001b]0;owned\\u0007"));
        assertThat(CommandLineRun.of(daemon, "images").out()).contains("a\\x1b[2J\\u202e");
        assertThat(CommandLineRun.of(daemon, "history", "x").err()).contains("\\x1b]0;owned\\x07");
    }

    @Test
    void anImageNameCannotLeaveItsPlaceInTheUrl() {
        CommandLineRun.of(daemon, "rmi", "../containers/x?force=1#y z");
        assertThat(daemon.requests().getFirst())
                .startsWith("DELETE /images/%2E%2E/containers/x%3Fforce%3D1%23y%20z\r\n");
    }

    @Test
    void aLoginIsKeptInTheFileBesideWhatElseStandsInIt() throws IOException {
        Path file = directory.resolve("config.json");
        Files.writeString(
                file, "{\"mine\":{\"a    b\":1},\"auths\":{\"other\":{\"auth\":\"eDp5\"}}}");
        daemon.answer("POST /auth", 200, "{\"Status\":\"Login Succeeded\",\"IdentityToken\":\"\"}");
        CommandLineRun run = login("secret\n", "localhost:5000");
        assertThat(run.code()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).isEqualTo("Login Succeeded\n");
        assertThat(run.err()).contains("stored unencrypted in '" + file + "'");
        assertThat(Files.readString(file))
                .contains("\"a    b\": 1", "\"eDp5\"", "\"localhost:5000\"");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        assertThat(new String(daemon.bodies().getFirst(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"username\":\"me\",\"password\":\"secret\","
                                + "\"serveraddress\":\"localhost:5000\"}");
        CommandLineRun.run(
                daemon.host(),
                "",
                0,
                Map.of("DOCKER_CONFIG", directory.toString()),
                "logout",
                "localhost:5000");
        assertThat(Files.readString(file)).contains("eDp5").doesNotContain("localhost:5000");
    }

    @Test
    void aRefusedLoginKeepsNothing() throws IOException {
        daemon.answer("POST /auth", 401, CannedImages.error("incorrect username or password"));
        CommandLineRun run = login("wrong", "localhost:5000");
        assertThat(run.code()).isEqualTo(ExitCode.NOT_AUTHORISED);
        assertThat(directory.resolve("config.json")).doesNotExist();
    }

    private CommandLineRun login(String password, String server) {
        return CommandLineRun.run(
                daemon.host(),
                password,
                0,
                Map.of("DOCKER_CONFIG", directory.toString()),
                "login",
                "-u",
                "me",
                "--password-stdin",
                server);
    }

    @Test
    void aCreateThatMissesItsImagePullsItAndTriesAgain() {
        CannedContainers.serve(daemon);
        daemon.answerOnce(
                "POST /containers/create",
                404,
                CannedImages.error("No such image: busybox:latest"));
        CommandLineRun run = CommandLineRun.of(daemon, "create", "busybox");
        assertThat(run.out()).isEqualTo(CannedContainers.ID_C + "\n");
        assertThat(run.err()).startsWith("Unable to find image 'busybox:latest' locally\n");
        assertThat(daemon.asked())
                .containsExactly(
                        "POST /containers/create",
                        "POST /images/create?fromImage=docker.io%2Flibrary%2Fbusybox&tag=latest",
                        "POST /containers/create");
    }

    @Test
    void anArchiveThatTheDaemonEndsWithAnErrorIsNotKept() {
        daemon.answer("GET /images/get", 200, "half{\"errorDetail\":{},\"error\":\"disk gone\"}\n");
        Path file = directory.resolve("out.tar");
        CommandLineRun run = CommandLineRun.of(daemon, "save", "-o", file.toString(), "x");
        assertThat(run.code()).isEqualTo(ExitCode.OTHER);
        assertThat(run.err()).isEqualTo("disk gone; the archive is not whole\n");
        assertThat(file).doesNotExist();
    }
}
