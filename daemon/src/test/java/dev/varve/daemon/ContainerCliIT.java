package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.storage.DriverOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The real docker command line and containers of a real store. Needs `docker` on the path.
@Timeout(300)
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
final class ContainerCliIT {
    private static final TestImage IMAGE =
            TestImage.builder()
                    .env("PATH=/bin")
                    .cmd("sh")
                    .layer(
                            TestLayer.gzip(
                                    TarBuilder.pax()
                                            .directory("etc")
                                            .file("etc/motd", "welcome\n")
                                            .file("etc/old", "old\n")
                                            .directory("tmp")))
                    .build();

    @Parameter String driver;
    @TempDir Path directory;
    private LoopbackRegistry registry;
    private DaemonConfig config;
    private Daemon daemon;

    @BeforeEach
    void start() throws Exception {
        registry = LoopbackRegistry.start().publish("library/app", "latest", IMAGE);
        DaemonConfig plain = TestDaemon.config(directory);
        config =
                new DaemonConfig(
                        plain.dataRoot(),
                        plain.socket(),
                        Optional.of(driver),
                        DriverOptions.NONE,
                        plain.registries(),
                        plain.maxConcurrentDownloads(),
                        plain.logLevel(),
                        plain.pidFile(),
                        plain.group(),
                        plain.groupIsDefault());
        daemon = Daemon.start(config, LocalStore::open);
        ok("pull", registry.host() + "/library/app");
        ok("tag", registry.host() + "/library/app", "app");
        ok("rmi", registry.host() + "/library/app");
    }

    @AfterEach
    void stop() {
        daemon.close();
        registry.close();
    }

    private Command docker(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("docker", "-H", "unix://" + config.socket()));
        command.addAll(List.of(arguments));
        return Command.run(directory, Map.of(), command.toArray(String[]::new));
    }

    private String ok(String... arguments) throws IOException, InterruptedException {
        Command run = docker(arguments);
        assertThat(run.exitCode()).as(String.join(" ", arguments) + ": " + run.err()).isZero();
        return run.out();
    }

    private String refused(String... arguments) throws IOException, InterruptedException {
        Command run = docker(arguments);
        assertThat(run.exitCode()).as(String.join(" ", arguments)).isNotZero();
        return run.err();
    }

    @Test
    void filesGoInAndOutAndAreTold() throws Exception {
        Path local = Files.createDirectories(directory.resolve("local/d"));
        Files.writeString(local.resolve("f"), "hello\n");

        ok("create", "--name", "web", "-l", "a=b", "app");
        assertThat(ok("diff", "web")).isEmpty();
        ok("cp", local.toString(), "web:/tmp");
        ok("cp", local.resolve("f").toString(), "web:/etc/motd");

        assertThat(ok("diff", "web"))
                .isEqualTo("C /etc\nC /etc/motd\nC /tmp\nA /tmp/d\nA /tmp/d/f\n");
        ok("cp", "web:/tmp/d", directory.resolve("back").toString());
        assertThat(directory.resolve("back/f")).hasContent("hello\n");
        ok("cp", "web:/etc/motd", directory.resolve("motd").toString());
        assertThat(directory.resolve("motd")).hasContent("hello\n");
        assertThat(refused("cp", "web:/nope", directory.resolve("x").toString()))
                .contains("Could not find the file /nope in container web");
        ok("export", "-o", directory.resolve("all.tar").toString(), "web");
        Command names =
                Command.run(
                        directory, Map.of(), "tar", "tf", directory.resolve("all.tar").toString());
        assertThat(names.out().lines())
                .containsExactlyInAnyOrder(
                        "etc/", "etc/motd", "etc/old", "tmp/", "tmp/d/", "tmp/d/f");
    }

    @Test
    void aCommitIsAnImageLikeAnyOther() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "hello\n");
        ok("create", "--name", "web", "app");
        ok("cp", file.toString(), "web:/new");
        String parent = ok("inspect", "-f", "{{.Id}}", "--type", "image", "app").strip();

        String id = ok("commit", "-a", "me", "-m", "why", "-c", "CMD [\"x\"]", "web", "mine:1");

        assertThat(
                        ok(
                                "image",
                                "inspect",
                                "-f",
                                "{{.Id}} {{.Parent}} {{.Author}} {{.Comment}} {{.Config.Cmd}}"
                                        + " {{.Config.Env}} {{len .RootFS.Layers}}",
                                "mine:1"))
                .isEqualTo(id.strip() + " " + parent + " me why [x] [PATH=/bin] 2\n");
        assertThat(ok("history", "--format", "{{.CreatedBy}}|{{.Size}}|{{.Comment}}", "mine:1"))
                .startsWith("sh|6B|why\n");
        ok("create", "--name", "two", "mine:1");
        ok("cp", "two:/new", directory.resolve("copy").toString());
        assertThat(directory.resolve("copy")).hasContent("hello\n");
        ok("rm", "two");
        assertThat(ok("rmi", "mine:1").lines()).hasSize(3);
    }

    @Test
    void anImageInUseIsHeld() throws Exception {
        String id = ok("create", "--name", "web", "app").strip();
        String image = ok("images", "-q", "app").strip();

        assertThat(refused("rmi", "app"))
                .contains(
                        "conflict: unable to remove repository reference \"app\" (must force) -"
                                + " container "
                                + id.substring(0, 12)
                                + " is using its referenced image "
                                + image);
        assertThat(ok("rmi", "-f", "app").lines()).hasSize(2);
        assertThat(ok("ps", "-a", "--format", "{{.Image}} {{.Status}}"))
                .isEqualTo(image + " Created\n");
        ok("cp", "web:/etc/motd", directory.resolve("motd").toString());
        ok("rm", "web");
        assertThat(ok("images", "-aq")).isEmpty();
    }

    @Test
    void listsAreFilteredAndNamesAreKept() throws Exception {
        ok("create", "--name", "one", "-l", "a=1", "app");
        ok("create", "--name", "two", "app", "echo", "a b");

        assertThat(ok("ps", "-a", "--format", "{{.Names}} {{.Command}}", "--no-trunc"))
                .isEqualTo("two \"echo 'a b'\"\none \"sh\"\n");
        assertThat(ok("ps")).hasLineCount(1);
        assertThat(ok("ps", "-a", "-f", "label=a=1", "--format", "{{.Names}}")).isEqualTo("one\n");
        assertThat(ok("ps", "-f", "status=created", "-f", "name=^t", "--format", "{{.Names}}"))
                .isEqualTo("two\n");
        assertThat(refused("ps", "-f", "foo=x")).contains("invalid filter 'foo'");
        assertThat(refused("create", "--name", "one", "app"))
                .contains("Conflict. The container name \"/one\" is already in use by container");
        ok("rename", "one", "eins");
        assertThat(ok("inspect", "-f", "{{.Name}} {{.State.Status}}", "eins"))
                .isEqualTo("/eins created\n");
        assertThat(refused("rm", "one")).contains("No such container: one");
        assertThat(refused("start", "two")).contains("runs no processes");
        assertThat(ok("container", "prune", "-f")).contains("Total reclaimed space: 0B");
        assertThat(ok("ps", "-aq")).isEmpty();
    }
}
