package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TarEntry;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.fixtures.user.FuseDevice;
import dev.varve.fixtures.user.OrdinaryUser;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// An ordinary user with a varved of their own: the real launchers, no environment variable that
/// says where anything is.
@Timeout(600)
final class RootlessIT {
    private static final TestImage IMAGE =
            TestImage.builder()
                    .cmd("sh")
                    .layer(
                            TestLayer.gzip(
                                    TarBuilder.pax()
                                            .directory("etc")
                                            .file("etc/motd", "welcome\n")
                                            .add(
                                                    TarEntry.file("etc/shadow", "secret\n")
                                                            .owner(0, 42))
                                            .directory("dev")
                                            .add(TarEntry.characterDevice("dev/null", 1, 3))))
                    .layer(
                            TestLayer.gzip(
                                    TarBuilder.pax().file("etc/new", "new\n").whiteout("etc/motd")))
                    .build();

    @TempDir static Path shared;
    private static Distribution distribution;
    private static FuseDevice fuse;
    private static LoopbackRegistry registry;

    private final OrdinaryUser user;
    private Process daemon;

    RootlessIT() throws IOException {
        this.user = OrdinaryUser.create();
    }

    @BeforeAll
    static void build() throws IOException {
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
        distribution = Distribution.in(shared.resolve("varve"));
        fuse = FuseDevice.open();
        registry = LoopbackRegistry.start().publish("library/app", "latest", IMAGE);
    }

    @AfterAll
    static void close() throws IOException {
        registry.close();
        fuse.close();
    }

    @AfterEach
    void removeUser() throws Exception {
        if (daemon != null) {
            stop();
        }
        user.close();
    }

    private ProcessBuilder program(String name, String... words) {
        List<String> command =
                new ArrayList<>(
                        List.of(distribution.home().resolve("bin").resolve(name).toString()));
        command.addAll(List.of(words));
        String java = System.getProperty("java.home");
        String path = distribution.home().resolve("bin") + ":" + System.getenv("PATH");
        return user.command(Map.of("VARVE_JAVA_HOME", java, "PATH", path), command);
    }

    private void start(String driver) throws Exception {
        Path log = user.home().resolveSibling("log");
        daemon =
                program(
                                "varved",
                                "--storage-driver=" + driver,
                                "--registry-mirror=" + registry.uri())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start();
        while (run("varve", "version").exitCode() != 0) {
            assertThat(daemon.isAlive()).as(() -> text(log)).isTrue();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void stop() throws InterruptedException {
        daemon.destroy();
        assertThat(daemon.waitFor()).isZero();
        daemon = null;
    }

    private record Run(String out, String err, int exitCode) {}

    private Run run(String name, String... words) throws Exception {
        Path err = Files.createTempFile(shared, "err", "");
        Process process = program(name, words).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(out, Files.readString(err), process.waitFor());
    }

    private String ok(String name, String... words) throws Exception {
        Run run = run(name, words);
        assertThat(run.exitCode()).as(String.join(" ", words) + ": " + run.err()).isZero();
        return run.out();
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "fuse-overlayfs", "vfs"})
    void theQuickStartWorksWithoutRoot(String driver) throws Exception {
        start(driver);
        ok("image", "pull", "app");
        assertThat(ok("image", "ls", "--format", "{{.Repository}}:{{.Tag}}"))
                .isEqualTo("app:latest\n");
        assertThat(ok("image", "inspect", "-f", "{{.Id}} {{.GraphDriver.Name}}", "app"))
                .isEqualTo(IMAGE.configDigest() + " " + driver + "\n");
        assertThat(ok("image", "history", "-q", "app").lines()).hasSize(2);
        ok("image", "tag", "app", "mine:1");
        assertThat(ok("varve", "info", "-f", "{{.SecurityOptions}} {{.DockerRootDir}}"))
                .isEqualTo("[name=rootless] " + user.home().resolve(".local/share/varve") + "\n");

        ok("varve", "create", "--name", "web", "app");
        Run mounted = run("varve", "container", "mount", "web");
        assertThat(mounted.err().contains("varve unshare")).isEqualTo(!driver.equals("vfs"));
        String root = mounted.out().strip();
        assertThat(ok("varve", "unshare", "ls", root + "/etc")).isEqualTo("new\nshadow\n");
        assertThat(ok("varve", "unshare", "stat", "-c", "%u:%g", root + "/etc/shadow"))
                .isEqualTo("0:42\n");
        ok(
                "varve",
                "unshare",
                "sh",
                "-c",
                "echo x > " + root + "/etc/made; rm " + root + "/etc/new");
        String diff = "C /etc\nA /etc/made\nD /etc/new\n";
        assertThat(ok("varve", "diff", "web")).isEqualTo(diff);

        stop();
        start(driver);
        assertThat(ok("varve", "ps", "--format", "{{.Names}}")).isEqualTo("web\n");
        assertThat(ok("varve", "diff", "web")).isEqualTo(diff);
        assertThat(ok("varve", "unshare", "cat", root + "/etc/made")).isEqualTo("x\n");
        ok("varve", "container", "unmount", "web");
        ok("varve", "commit", "web", "mine:2");
        ok("varve", "create", "--name", "two", "mine:2");
        assertThat(ok("varve", "diff", "two")).isEmpty();
        assertThat(ok("varve", "cp", "two:/etc/made", "made")).isEmpty();
        assertThat(user.home().resolve("made")).hasContent("x");

        assertThat(run("image", "rm", "mine:2").exitCode()).isEqualTo(4);
        ok("varve", "rm", "web", "two");
        ok("image", "rm", "app", "mine:1");
        ok("image", "prune", "-af");
        assertThat(ok("image", "ls", "-aq")).isEmpty();
        Path layers = user.home().resolve(".local/share/varve").resolve(driver);
        assertThat(layers.resolve("staging").toFile().list()).isEmpty();
    }

    @Test
    void aDeviceIsInTheExportAndTheBlobsAreUntouched() throws Exception {
        start("overlay2");
        ok("image", "pull", "app");
        ok("varve", "create", "--name", "web", "app");
        ok("varve", "export", "-o", "all.tar", "web");
        Process list = user.command(Map.of(), List.of("tar", "tvf", "all.tar", "dev/null")).start();
        assertThat(new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("c")
                .contains("1,3");
        ok("image", "save", "-o", "image.tar", "app");
        ok("varve", "rm", "web");
        ok("image", "rm", "app");
        ok("image", "load", "-i", "image.tar");
        assertThat(ok("image", "inspect", "-f", "{{.Id}}", "app"))
                .isEqualTo(IMAGE.configDigest() + "\n");
    }

    @Test
    void noProgramThatOnlyPrintsNeedsANamespace() throws Exception {
        assertThat(ok("varved", "--version")).startsWith("Varve version");
        assertThat(user.home().resolve(".local")).doesNotExist();
        Run none = run("image", "ls");
        assertThat(none.exitCode()).isEqualTo(9);
        assertThat(none.err())
                .contains(user.home().resolve(".local/state/varve/varve.sock").toString());
    }

    @Test
    void theSocketIsForTheUserAlone() throws Exception {
        start("vfs");
        Path socket = user.home().resolve(".local/state/varve/varve.sock");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
                .isEqualTo("rwx------");
    }
}
