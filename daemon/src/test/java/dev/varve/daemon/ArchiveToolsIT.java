package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Archives between the real store and other programs: dockerd, podman, skopeo, umoci. Needs them
/// on the path.
@Timeout(240)
final class ArchiveToolsIT {
    /// podman takes no path of more than 50 characters here.
    private final Path podmanRun = Path.of("/run/varve-podman-" + ProcessHandle.current().pid());

    private static final TestImage IMAGE =
            TestImage.builder()
                    .format(TestImage.Format.OCI)
                    .layer(
                            TestLayer.gzip(
                                    TarBuilder.pax()
                                            .directory("etc")
                                            .file("etc/old", "1")
                                            .file("etc/name", "demo")))
                    .layer(
                            TestLayer.gzip(
                                    TarBuilder.pax().whiteout("etc/old").file("etc/new", "2")))
                    .label("k", "v")
                    .build();

    @TempDir Path directory;
    private LoopbackRegistry registry;
    private Daemon daemon;
    private Path socket;
    private Optional<Process> dockerd = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        registry = LoopbackRegistry.start();
        registry.publish("library/app", "latest", IMAGE);
        DaemonConfig plain = TestDaemon.config(directory.resolve("varve"));
        DaemonConfig config =
                new DaemonConfig(
                        plain.dataRoot(),
                        plain.socket(),
                        Optional.of("overlay2"),
                        DriverOptions.NONE,
                        new RegistrySettings(List.of(registry.uri()), Set.of()),
                        plain.maxConcurrentDownloads(),
                        plain.logLevel(),
                        Optional.empty(),
                        plain.group(),
                        false);
        socket = config.socket();
        daemon = Daemon.start(config, LocalStore::open);
    }

    @AfterEach
    void stop() throws Exception {
        if (dockerd.isPresent()) {
            dockerd.get().destroy();
            dockerd.get().waitFor();
        }
        daemon.close();
        registry.close();
    }

    @Test
    void skopeoReadsBothFormsOfASavedArchiveAndVarveReadsWhatSkopeoWrites() throws Exception {
        docker(socket, "pull", "app");
        Path archive = directory.resolve("app.tar");
        docker(socket, "save", "-o", archive.toString(), "app:latest");

        assertThat(run("skopeo", "inspect", "--raw", "--config", "docker-archive:" + archive))
                .isEqualTo(new String(IMAGE.config(), java.nio.charset.StandardCharsets.UTF_8));
        assertThat(run("skopeo", "inspect", "--raw", "oci-archive:" + archive + ":latest"))
                .isEqualTo(new String(IMAGE.manifest(), java.nio.charset.StandardCharsets.UTF_8));

        for (String form : List.of("docker-archive", "oci-archive")) {
            Path copied = directory.resolve(form + ".tar");
            run(
                    "skopeo",
                    "--insecure-policy",
                    "copy",
                    "oci-archive:" + archive + ":latest",
                    form + ":" + copied + ":quay.io/" + form + "/app:1");
            assertThat(docker(socket, "load", "-i", copied.toString()))
                    .contains("Loaded image: quay.io/" + form + "/app:1");
            assertThat(idOf("quay.io/" + form + "/app:1")).isEqualTo(IMAGE.configDigest());
        }
    }

    @Test
    void umociUnpacksASavedArchive() throws Exception {
        docker(socket, "pull", "app");
        Path archive = directory.resolve("app.tar");
        Path layout = Files.createDirectory(directory.resolve("layout"));
        docker(socket, "save", "-o", archive.toString(), "app:latest");
        run("tar", "-xf", archive.toString(), "-C", layout.toString());

        Path bundle = directory.resolve("bundle");
        run("umoci", "unpack", "--image", layout + ":latest", bundle.toString());

        assertThat(bundle.resolve("rootfs/etc/new")).hasContent("2");
        assertThat(bundle.resolve("rootfs/etc/old")).doesNotExist();
    }

    @Test
    void podmanLoadsWhatVarveSavesAndTheOtherWayRound() throws Exception {
        docker(socket, "pull", "app");
        Path ours = directory.resolve("ours.tar");
        docker(socket, "save", "-o", ours.toString(), "app:latest");

        podman("load", "-i", ours.toString());

        assertThat(podman("image", "inspect", "-f", "{{.Id}}", "docker.io/library/app").strip())
                .isEqualTo(IMAGE.configDigest().substring("sha256:".length()));
        docker(socket, "rmi", "app");
        for (String form : List.of("docker-archive", "oci-archive")) {
            Path theirs = directory.resolve("theirs-" + form + ".tar");
            podman("save", "--format", form, "-o", theirs.toString(), "docker.io/library/app");
            assertThat(docker(socket, "load", "-i", theirs.toString()))
                    .contains("Loaded image: app:latest");
            assertThat(idOf("app")).isEqualTo(IMAGE.configDigest());
            docker(socket, "rmi", "app");
        }
    }

    /// With a store of its own.
    @AfterEach
    void removeWhatPodmanLeaves() throws IOException, InterruptedException {
        run("rm", "-rf", podmanRun.toString());
    }

    private String podman(String... words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "podman",
                                "--root=" + directory.resolve("podman"),
                                "--runroot=" + podmanRun,
                                "--storage-driver=vfs"));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    @Test
    void dockerdLoadsWhatVarveSavesAndTheOtherWayRound() throws Exception {
        Path dockerSocket = startDockerd();
        docker(socket, "pull", "app");
        Path ours = directory.resolve("ours.tar");
        Path theirs = directory.resolve("theirs.tar");
        docker(socket, "save", "-o", ours.toString(), "app:latest");

        assertThat(docker(dockerSocket, "load", "-i", ours.toString()))
                .contains("Loaded image: app:latest");
        assertThat(docker(dockerSocket, "image", "inspect", "-f", "{{.Id}}", "app").strip())
                .isEqualTo(IMAGE.configDigest());
        docker(dockerSocket, "save", "-o", theirs.toString(), "app:latest");
        docker(socket, "rmi", "app");
        assertThat(docker(socket, "load", "-i", theirs.toString()))
                .contains("Loaded image: app:latest");
        assertThat(idOf("app")).isEqualTo(IMAGE.configDigest());
        assertThat(docker(socket, "history", "-q", "app").lines()).hasSize(2);
    }

    @Test
    void dockersCommandLineImports() throws Exception {
        Path tar = directory.resolve("root.tar");
        Files.write(tar, TarBuilder.pax().directory("bin").file("bin/sh", "x").build());
        String id =
                docker(socket, "import", "-c", "CMD [\"/bin/sh\"]", tar.toString(), "base:1")
                        .strip();
        assertThat(idOf("base:1")).isEqualTo(id);
        assertThat(docker(socket, "image", "inspect", "-f", "{{.Config.Cmd}}", "base:1"))
                .isEqualTo("[/bin/sh]\n");
    }

    private String idOf(String image) throws IOException, InterruptedException {
        return docker(socket, "image", "inspect", "-f", "{{.Id}}", image).strip();
    }

    private String docker(Path where, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", "unix://" + where));
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private String run(String... command) throws IOException, InterruptedException {
        Command result = Command.run(directory, Map.of(), command);
        assertThat(result.exitCode()).as(String.join(" ", command) + ": " + result.err()).isZero();
        return result.out();
    }

    /// A dockerd without a network, on directories of its own.
    private Path startDockerd() throws IOException, InterruptedException {
        Path home = Files.createDirectory(directory.resolve("docker"));
        Path its = home.resolve("docker.sock");
        Files.writeString(home.resolve("daemon.json"), "{}");
        Process process =
                new ProcessBuilder(
                                "dockerd",
                                "--config-file=" + home.resolve("daemon.json"),
                                "--data-root=" + home.resolve("data"),
                                "--exec-root=" + home.resolve("exec"),
                                "--pidfile=" + home.resolve("pid"),
                                "--host=unix://" + its,
                                "--storage-driver=overlay2",
                                "--iptables=false",
                                "--ip6tables=false",
                                "--bridge=none")
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("log").toFile())
                        .start();
        dockerd = Optional.of(process);
        while (Command.run(directory, Map.of(), "docker", "-H", "unix://" + its, "version")
                        .exitCode()
                != 0) {
            assertThat(process.isAlive())
                    .as("dockerd runs: " + Files.readString(home.resolve("log")))
                    .isTrue();
        }
        return its;
    }
}
