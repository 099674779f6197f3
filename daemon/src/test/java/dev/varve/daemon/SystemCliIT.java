package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.BasicAuth;
import dev.varve.fixtures.registry.BearerAuth;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.storage.DriverOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The real docker command line against a real store. Needs `docker` on the path.
@Timeout(120)
final class SystemCliIT {
    private static final TestLayer LAYER =
            TestLayer.gzip(TarBuilder.pax().file("etc/motd", "welcome".repeat(1000)));
    private static final TestImage IMAGE =
            TestImage.builder().label("made-by", "<test>").layer(LAYER).cmd("sh").build();

    @TempDir Path directory;
    private LoopbackRegistry registry;
    private String app;
    private DaemonConfig config;
    private Daemon daemon;

    @BeforeEach
    void start() throws IOException {
        registry = LoopbackRegistry.start().publish("library/app", "latest", IMAGE);
        app = registry.host() + "/library/app";
        DaemonConfig plain = TestDaemon.config(directory);
        config =
                new DaemonConfig(
                        plain.dataRoot(),
                        plain.socket(),
                        Optional.of("vfs"),
                        DriverOptions.NONE,
                        plain.registries(),
                        plain.maxConcurrentDownloads(),
                        plain.logLevel(),
                        plain.pidFile(),
                        plain.group(),
                        plain.groupIsDefault());
        daemon = Daemon.start(config, LocalStore::open);
    }

    @AfterEach
    void stop() {
        daemon.close();
        registry.close();
    }

    private List<String> command(String... arguments) {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "docker",
                                "--config",
                                directory.resolve("config").toString(),
                                "-H",
                                "unix://" + config.socket()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Command docker(String... arguments) throws IOException, InterruptedException {
        return Command.run(directory, Map.of(), command(arguments).toArray(String[]::new));
    }

    private String out(String... arguments) throws IOException, InterruptedException {
        Command command = docker(arguments);
        assertThat(command.exitCode()).as(command.err()).isZero();
        return command.out();
    }

    private List<String> eventsSoFar(String... arguments) throws Exception {
        String now = Instant.now().toString();
        List<String> all = new ArrayList<>(List.of("events", "--since", "0", "--until", now));
        all.addAll(List.of(arguments));
        return out(all.toArray(String[]::new)).lines().toList();
    }

    @Test
    void eventsOfThePastAreShownAndFiltered() throws Exception {
        out("pull", "-q", app);
        out("tag", app, "mine/app:1");
        String container = out("create", "--name", "web", "mine/app:1").strip();
        out("rm", "web");
        out("rmi", "mine/app:1");
        out("rmi", app);
        String id = IMAGE.configDigest();

        assertThat(eventsSoFar("--format", "{{.Type}} {{.Action}} {{.Actor.ID}}"))
                .containsExactly(
                        "image pull " + app + ":latest",
                        "image tag " + id,
                        "container create " + container,
                        "container destroy " + container,
                        "image untag " + id,
                        "image untag " + id,
                        "image delete " + id);
        assertThat(eventsSoFar("-f", "event=pull"))
                .singleElement()
                .asString()
                .endsWith(" image pull %s:latest (made-by=<test>, name=%s)".formatted(app, app));
        assertThat(eventsSoFar("-f", "type=container", "-f", "container=web")).hasSize(2);
        assertThat(eventsSoFar("-f", "label=made-by=<test>", "-f", "event=tag", "-f", "event=pull"))
                .hasSize(2);
        assertThat(eventsSoFar("-f", "image=" + app)).hasSize(1);
        assertThat(eventsSoFar("-f", "image=mine/app", "--format", "{{json .Action}}"))
                .containsExactly("\"tag\"", "\"create\"", "\"destroy\"");
    }

    @Test
    void eventsAreShownAsTheyHappen() throws Exception {
        Process follower =
                new ProcessBuilder(command("events", "--format", "{{.Action}} {{.From}}")).start();
        try (BufferedReader lines = follower.inputReader()) {
            while (!out("info", "--format", "{{.NEventsListener}}").equals("1\n")) {
                Thread.onSpinWait();
            }
            out("pull", "-q", app);
            assertThat(lines.readLine()).isEqualTo("pull ");
            out("create", app);
            assertThat(lines.readLine()).isEqualTo("create " + app);
            follower.destroy();
            follower.waitFor();
            while (!out("info", "--format", "{{.NEventsListener}}").equals("0\n")) {
                Thread.onSpinWait();
            }
        } finally {
            follower.destroy();
        }
    }

    @Test
    void diskUsageIsShown() throws Exception {
        out("pull", "-q", app);
        out("create", "--name", "web", app);
        assertThat(out("system", "df"))
                .containsPattern("Images +1 +1 +7kB +0B \\(0%\\)")
                .containsPattern("Containers +1 +0 +0B +0B");
        assertThat(out("system", "df", "-v"))
                .containsPattern(app + " +latest +[0-9a-f]{12} .* 7kB +0B +7kB +1\n")
                .contains("web");
        out("rm", "web");
        assertThat(out("system", "df", "--format", "{{.Type}} {{.Reclaimable}}"))
                .startsWith("Images 7kB (100%)\n");
    }

    @Test
    void infoAndVersionAreShown() throws Exception {
        out("pull", "-q", app);
        out("create", app);
        Command info = docker("info");
        assertThat(info.exitCode()).isZero();
        assertThat(info.out())
                .contains("Containers: 1\n  Running: 0\n  Paused: 0\n  Stopped: 1\n Images: 1")
                .contains("Storage Driver: vfs", "https://mirror.test/", "127.0.0.0/8");
        assertThat(info.err()).isEmpty();
        assertThat(out("version")).containsPattern("Built: +[A-Z][a-z]{2} [A-Z][a-z]{2} ");
        assertThat(out("version", "--format", "json")).contains("\"GoVersion\":\"none (Java ");
    }

    @Test
    void aLoginIsGoodForAPull() throws Exception {
        String secret = registry.host() + "/library/secret";
        registry.publish("library/secret", "latest", IMAGE);
        registry.require(
                new BearerAuth().user("alice", "s3cret").privateRepository("library/secret"));
        assertThat(docker("pull", secret).err()).contains("pull access denied for " + secret);
        assertThat(login("wrong").err()).contains("unauthorized: incorrect username or password");
        assertThat(login("s3cret").out()).isEqualTo("Login Succeeded\n");
        out("pull", secret);
    }

    @Test
    void aLoginAtABasicRegistryTellsRightFromWrong() throws Exception {
        registry.require(new BasicAuth("alice", "s3cret"));
        Command wrong = login("wrong");
        assertThat(wrong.exitCode()).isEqualTo(1);
        assertThat(wrong.err())
                .isEqualTo(
                        "Error response from daemon: login attempt to %s/v2/ failed with status: 401 Unauthorized\n"
                                .formatted(registry.uri()));
        assertThat(docker("pull", app).err()).contains("no basic auth credentials");
        assertThat(login("s3cret").out()).isEqualTo("Login Succeeded\n");
        out("pull", app);
    }

    private Command login(String password) throws Exception {
        Path input = Files.writeString(directory.resolve("password"), password);
        List<String> command = command("login", "-u", "alice", "--password-stdin", registry.host());
        List<String> fed = List.of("sh", "-c", "exec \"$@\" < " + input, "sh");
        List<String> all = new ArrayList<>(fed);
        all.addAll(command);
        return Command.run(directory, Map.of(), all.toArray(String[]::new));
    }
}
