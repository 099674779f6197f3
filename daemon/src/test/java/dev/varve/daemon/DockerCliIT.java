package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.error.StoreException.Failed;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.reference.Reference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The real docker command line against the daemon. Needs `docker` on the path.
@Timeout(60)
final class DockerCliIT {
    private static final Digest BLOB = Digest.parse("sha256:" + "b".repeat(64));

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

    @Test
    void versionShowsTheServer() throws Exception {
        Command version = docker("version");
        assertThat(version.exitCode()).as(version.err()).isZero();
        assertThat(version.out()).contains("Server: Varve", "(minimum version 1.24)");
    }

    @Test
    void infoShowsTheStore() throws Exception {
        Command info = docker("info");
        assertThat(info.exitCode()).as(info.err()).isZero();
        assertThat(info.out())
                .contains("Images: 2", "Storage Driver: overlay2", "Backing: ext4", "a:5000")
                .contains("https://mirror.test");
    }

    @Test
    void imagesAreListed() throws Exception {
        Command images = docker("images", "--format", "{{.Repository}} {{.Tag}} {{.Size}}");
        assertThat(images.out()).isEqualTo("busybox latest 4.26MB\n<none> <none> 4.26MB\n");
        docker("images", "bus*");
        assertThat(daemon.store.calls.getLast())
                .isEqualTo("list {\"reference\":{\"bus*\":true}} false false");
    }

    @Test
    void oldClientsListToo() throws Exception {
        Command images =
                dockerWith(Map.of("DOCKER_API_VERSION", "1.24"), "images", "--format", "{{.ID}}");
        assertThat(images.out().lines()).hasSize(2);
    }

    @Test
    void historyIsShown() throws Exception {
        Command history = docker("history", "busybox", "--format", "{{.CreatedBy}}|{{.Size}}");
        assertThat(history.out()).isEqualTo("ADD x|4.26MB\nRUN a && b|0B\n");
    }

    @Test
    void inspectFindsTheImageThoughItAsksForAContainerFirst() throws Exception {
        Command inspect = docker("inspect", "busybox", "--format", "{{.Id}} {{.Architecture}}");
        assertThat(inspect.out()).isEqualTo(FakeStore.CONFIG.id() + " amd64\n");
        Command missing = docker("inspect", "nope");
        assertThat(missing.exitCode()).isEqualTo(1);
        assertThat(missing.err()).contains("No such object: nope");
        assertThat(docker("image", "inspect", "nope").err()).contains("No such image: nope:latest");
    }

    @Test
    void tagRemoveAndPruneReachTheStore() throws Exception {
        assertThat(docker("tag", "busybox", "foo/bar:1").exitCode()).isZero();
        Command removal = docker("rmi", "-f", "busybox");
        assertThat(removal.out())
                .isEqualTo("Untagged: busybox:latest\nDeleted: " + FakeStore.CONFIG.id() + "\n");
        assertThat(docker("image", "prune", "-f").out()).isEqualTo("Total reclaimed space: 0B\n");
        assertThat(daemon.store.calls)
                .containsExactly(
                        "tag busybox docker.io/foo/bar:1",
                        "remove busybox true false",
                        "prune {\"dangling\":{\"true\":true}}");
        assertThat(docker("ps").exitCode()).isZero();
    }

    @Test
    void aPullIsShownAndItsFailureIsTheExitCode() throws Exception {
        daemon.store.pulling =
                (request, progress) -> {
                    Reference reference = request.reference();
                    progress.accept(new PullEvent.Started(reference.path(), reference));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.PULLING, 0, 0));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.DOWNLOADING, 5, 9));
                    progress.accept(new PullEvent.Layer(BLOB, LayerState.COMPLETE, 0, 0));
                    if (reference.path().equals("library/bad")) {
                        throw new Failed("failed to register layer: <disk>", null);
                    }
                    progress.accept(new PullEvent.Done(reference, BLOB, true));
                };
        Command pull = docker("pull", "busybox:1");
        assertThat(pull.exitCode()).as(pull.err()).isZero();
        assertThat(pull.out())
                .isEqualTo(
                        """
                        1: Pulling from library/busybox
                        bbbbbbbbbbbb: Pulling fs layer
                        bbbbbbbbbbbb: Pull complete
                        Digest: %s
                        Status: Downloaded newer image for busybox:1
                        docker.io/library/busybox:1
                        """
                                .formatted(BLOB));
        Command bad = docker("pull", "bad");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.err()).contains("failed to register layer: <disk>");
    }

    private Command docker(String... arguments) throws IOException, InterruptedException {
        return dockerWith(Map.of(), arguments);
    }

    private Command dockerWith(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("docker", "-H", "unix://" + daemon.config.socket()));
        command.addAll(List.of(arguments));
        return Command.run(directory, environment, command.toArray(String[]::new));
    }
}
