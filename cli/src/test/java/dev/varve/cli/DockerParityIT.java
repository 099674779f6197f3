package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;

/// Runs docker's own client (28) and ours against the same answers: what they print is equal byte
/// for byte. `-DexcludedGroups=docker` leaves these tests out where there is no docker client.
@Tag("docker")
class DockerParityIT {
    @TempDir Path directory;

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("image", "ls"),
                List.of("image", "ls", "-a", "--digests"),
                List.of("image", "list", "--no-trunc"),
                List.of("images", "-q"),
                List.of("images", "-q", "--no-trunc", "busybox"),
                List.of("images", "-f", "dangling=true", "--filter=label=a=b", "--digests=false"),
                List.of("images", "--format", "json"),
                List.of("images", "--format", "json", "--digests"),
                List.of("images", "--format", "table"),
                List.of(
                        "images",
                        "--format",
                        "table {{.ID}}\\t{{.Repository}}:{{.Tag}}\\t{{.Size}}"),
                List.of(
                        "images",
                        "--format",
                        "table {{upper .ID}}\\t{{.CreatedSince}}",
                        "--digests"),
                List.of("images", "--format", "{{.Repository}}@{{.Digest}} {{.CreatedAt}}"),
                List.of(
                        "images",
                        "--format",
                        "{{json .Repository}} {{.SharedSize}} {{.UniqueSize}}"),
                List.of("images", "--format", "{{.Containers}}\\t{{.VirtualSize}}"),
                List.of("images", "--format", "{{if eq .Tag \"latest\"}}L{{else}}{{.Tag}}{{end}}"),
                List.of("images", "--format", "raw"),
                List.of("images", "--format", "raw", "-q"),
                List.of("images", "--format", "{{.ID | printf \"%-15s|\"}}{{len .Tag}}{{/* c */}}"),
                List.of(
                        "images",
                        "--format",
                        "{{range $i, $p := split .Repository \"/\"}}{{$i}}={{$p}} {{- end}}"),
                List.of(
                        "images",
                        "--format",
                        "{{pad .Tag 2 3}}|{{truncate .ID 3}}|{{title .Tag}}|{{println .Tag 1}}"),
                List.of("image", "history", "busybox"),
                List.of("history", "--no-trunc", "busybox"),
                List.of("history", "-q", "busybox"),
                List.of("history", "--human=false", "busybox"),
                List.of("history", "-H=false", "--no-trunc", "busybox"),
                List.of("history", "--format", "json", "busybox"),
                List.of("history", "--format", "table {{.CreatedBy}}\\t{{.CreatedAt}}", "busybox"),
                List.of(
                        "history",
                        "--format",
                        "{{.ID}}: {{.Comment}} {{.CreatedSince}}",
                        "busybox"),
                List.of("image", "inspect", "busybox"),
                List.of("image", "inspect", "busybox", "localhost:5000/a/b"),
                List.of("image", "inspect", "busybox", "nope"),
                List.of("image", "inspect", "nope"),
                List.of("image", "inspect", "-f", "{{.Id}} {{.Size}} {{.Architecture}}", "busybox"),
                List.of("image", "inspect", "-f", "{{.Config.Env}} {{.Config.Labels}}", "busybox"),
                List.of("image", "inspect", "-f", "{{json .Config.Env}}", "busybox"),
                List.of("image", "inspect", "-f", "{{json .RootFS}}", "busybox"),
                List.of("image", "inspect", "-f", "{{index .RepoDigests 0}}", "busybox"),
                List.of(
                        "image",
                        "inspect",
                        "-f",
                        "{{.Config.Labels.nope}}|{{.Config.Entrypoint}}",
                        "busybox"),
                List.of(
                        "image",
                        "inspect",
                        "-f",
                        "{{index .Config.Labels \"org.x/y\"}}",
                        "busybox"),
                List.of(
                        "image",
                        "inspect",
                        "-f",
                        "{{range .RootFS.Layers}}{{.}} {{end}}",
                        "busybox"),
                List.of(
                        "image",
                        "inspect",
                        "-f",
                        "{{join .RepoTags \", \"}}|{{.Config.User}}|{{.Parent}}",
                        "busybox"),
                List.of(
                        "image",
                        "inspect",
                        "-f",
                        "{{with .Config}}{{.WorkingDir}}{{end}}{{.Variant}}",
                        "busybox"),
                List.of("image", "rm", "busybox"),
                List.of("rmi", "-f", "busybox", "nope"),
                List.of("rmi", "nope", "busybox", "held"),
                List.of("rmi", "-f", "--no-prune", "nope"),
                List.of("image", "prune", "-f"),
                List.of("image", "prune", "-a", "--force", "--filter", "until=24h"),
                List.of("image", "prune"),
                List.of("image", "prune", "-a"),
                List.of("image", "tag", "busybox", "x:y"),
                List.of("tag", "busybox", "localhost:5000/x"),
                List.of("tag", "nope", "y"),
                List.of("pull", "busybox"),
                List.of("pull", "-q", "busybox:latest"),
                List.of(
                        "image",
                        "pull",
                        "--platform",
                        "linux/arm64",
                        "index.docker.io/library/busybox"),
                List.of("pull", "-a", "busybox"),
                List.of("images", "ls"),
                List.of("ps"),
                List.of("ps", "-a", "--no-trunc"),
                List.of("ps", "-as"),
                List.of("ps", "-q", "-n", "2"),
                List.of("container", "ls", "-l", "-f", "name=one"),
                List.of("ps", "--format", "json"),
                List.of("ps", "--format", "raw"),
                List.of("ps", "--format", "table {{.Names}}\\t{{.Label \"a.b-c\"}}\\t{{.Size}}"),
                List.of("ps", "--format", "{{.Ports}}|{{.Mounts}}|{{.Labels}}|{{.Platform}}"),
                List.of("ps", "-q", "--format", "{{.ID}}"),
                List.of("container", "inspect", "one"),
                List.of("container", "inspect", "-s", "one", "nope"),
                List.of("container", "inspect", "-f", "{{.State.Status}} {{.ID}}", "one"),
                List.of(
                        "container",
                        "inspect",
                        "-f",
                        "{{.Config.Healthcheck.Interval}}{{.HostConfig.PortBindings}}",
                        "one"),
                List.of("container", "inspect", "-f", "{{.State.Health.Status}}", "one"),
                List.of("inspect", "one", "busybox"),
                List.of("inspect", "-s", "busybox"),
                List.of("inspect", "--type", "image", "busybox"),
                List.of("inspect", "--type", "container", "nope"),
                List.of("diff", "one"),
                List.of("diff", "nope"),
                List.of("rm", "one"),
                List.of("rm", "-fv", "nope"),
                List.of("rename", "one", "uno"),
                List.of("rename", "nope", "uno"),
                List.of("container", "prune", "-f", "--filter", "until=1h"),
                List.of("container", "prune"),
                List.of("create", "--name", "one", "busybox", "sh", "-c", "x"),
                List.of("commit", "-a", "me", "-m", "a b", "-c", "CMD x", "one", "x:y"),
                List.of("system", "df"),
                List.of("system", "df", "-v"),
                List.of("system", "df", "--format", "json"),
                List.of("system", "df", "--format", "{{.Type}}: {{.Reclaimable}}"),
                List.of("events", "--until", "1700000001"),
                List.of("events", "--until", "1700000001", "--format", "json"),
                List.of(
                        "events",
                        "--until",
                        "1",
                        "--format",
                        "{{.Type}} {{.Actor.Attributes.name}}"),
                List.of("events", "--format", "{{.ID}}{{", "--until", "1"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void printsWhatDockerPrints(List<String> words) throws Exception {
        try (FakeDaemon daemon =
                CannedContainers.serve(CannedImages.serve(FakeDaemon.start(directory)))) {
            Docker docker = docker(daemon, words);
            List<String> dockerAsked = asked(daemon);
            daemon.requests().clear();
            CommandLineRun ours =
                    CommandLineRun.run(
                            daemon.host(),
                            "",
                            System.currentTimeMillis() / 1000,
                            Map.of("DOCKER_CONFIG", directory.toString()),
                            words.toArray(String[]::new));
            assertThat(ours.out()).isEqualTo(docker.out());
            assertThat(ours.err().replace("varve image ", "docker image ")).isEqualTo(docker.err());
            assertThat(ours.code().number() == 0).isEqualTo(docker.exit() == 0);
            assertThat(asked(daemon)).isEqualTo(dockerAsked);
        }
    }

    private record Docker(String out, String err, int exit) {}

    private Docker docker(FakeDaemon daemon, List<String> words)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "-H", daemon.host()));
        command.addAll(words);
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().put("DOCKER_CONFIG", directory.toString());
        builder.environment().put("TZ", TimeZone.getDefault().getID());
        int exit = builder.start().waitFor();
        return new Docker(
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8),
                exit);
    }

    /// What was asked of the daemon, by method and target.
    private static List<String> asked(FakeDaemon daemon) {
        return daemon.requests().stream()
                .map(request -> request.substring(0, request.indexOf('\r')))
                .toList();
    }
}
