package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.stream.Stream;

/// What each command prints, byte for byte, with its exit code. `-Dgolden.update=true` rewrites the
/// files.
class GoldenTest {
    private static final Path FILES = Path.of("src/test/resources/testdata");

    @TempDir Path directory;
    private final TimeZone zone = TimeZone.getDefault();

    @BeforeEach
    void useOneTimeZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @AfterEach
    void restoreTheTimeZone() {
        TimeZone.setDefault(zone);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                golden("ls-table", "image", "ls"),
                golden("ls-digests", "images", "--digests"),
                golden("ls-quiet", "image", "list", "-q"),
                golden("ls-no-trunc", "images", "--no-trunc"),
                golden("ls-json", "images", "--format", "json"),
                golden("ls-template", "images", "--format", "table {{.Repository}}\\t{{.ID}}"),
                golden("ls-unknown-field", "images", "--format", "{{.Nope}}"),
                golden("ls-bad-template", "images", "--format", "{{.ID"),
                golden("ls-bad-filter", "images", "-f", "dangling"),
                golden("ls-help", "image", "ls", "--help"),
                golden("ls-unknown-flag", "image", "ls", "--digest"),
                golden("history-table", "history", "busybox"),
                golden("history-not-human", "image", "history", "-H=false", "busybox"),
                golden("history-missing", "history", "nope"),
                golden("history-help", "history", "--help"),
                golden("inspect-raw", "image", "inspect", "busybox", "nope"),
                golden("inspect-nothing", "inspect", "nope"),
                golden("inspect-template", "inspect", "-f", "{{.Config.Env}}", "busybox"),
                golden("inspect-unknown-field", "inspect", "-f", "{{.Nope}}", "busybox"),
                golden("inspect-help", "image", "inspect", "--help"),
                golden("rm-several", "rmi", "nope", "busybox", "held"),
                golden("rm-held", "image", "rm", "held"),
                golden("rm-force-missing", "rmi", "-f", "nope"),
                golden("rm-none", "image", "rm"),
                golden("rm-help", "rmi", "--help"),
                golden("prune-force", "image", "prune", "-f"),
                golden("prune-declined", "image", "prune"),
                golden("prune-unknown-filter", "image", "prune", "-f", "--filter", "foo=bar"),
                golden("prune-empty-filter", "image", "prune", "-f", "--filter", "label="),
                golden("prune-help", "image", "prune", "--help"),
                golden("tag-done", "tag", "busybox", "x:y"),
                golden("tag-digest", "tag", "busybox", "x@" + CannedImages.DIGEST),
                golden("tag-help", "tag", "--help"),
                golden("pull-default-tag", "pull", "busybox"),
                golden("pull-several", "pull", "-q", "busybox:1", "localhost:5000/a/b"),
                golden("pull-help", "pull", "--help"),
                golden("version-json", "version", "--format", "{{json .Server.Components}}"),
                golden("program-help"),
                golden("image-help", "image"),
                golden("image-unknown-verb", "image", "frobnicate"),
                golden("container-help", "container"),
                golden("system-help", "system"),
                golden("create-help", "create", "--help"),
                golden("cp-help", "cp", "--help"),
                golden("login-help", "login", "--help"),
                golden("ps-table", "ps", "-a"),
                golden("ps-unknown-field", "ps", "--format", "{{.Nope}}"),
                golden("container-mount", "container", "mount", "one", "nope"),
                golden("container-unmount", "container", "unmount", "one"),
                golden("image-mount", "image", "mount", "busybox"),
                golden("image-mount-list", "image", "mount"),
                golden("image-mount-list-json", "image", "mount", "--format", "json"),
                golden("image-mount-list-full", "image", "mount", "--no-trunc"),
                golden("image-mount-format", "image", "mount", "--format", "json", "busybox"),
                golden("image-mount-help", "image", "mount", "--help"),
                golden("image-unmount", "image", "unmount", "busybox"),
                golden("image-unmount-all", "image", "umount", "--all"),
                golden("image-unmount-none", "image", "unmount"),
                golden(
                        "container-prune-unknown-filter",
                        "container",
                        "prune",
                        "-f",
                        "--filter",
                        "a=b"),
                golden("run", "run", "busybox"),
                golden("container-exec", "container", "exec", "one", "sh"),
                golden("cp-between", "cp", "one:/a", "two:/b"),
                golden("info", "info"),
                golden("tls", "--tlsverify", "images"),
                golden("context", "--context", "remote", "images"));
    }

    private static Arguments golden(String name, String... words) {
        return Arguments.of(name, List.of(words));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void printsTheGoldenText(String name, List<String> words) throws Exception {
        try (FakeDaemon daemon =
                CannedContainers.serve(CannedImages.serve(FakeDaemon.start(directory)))) {
            daemon.answer("GET /version", 200, CannedImages.VERSION);
            CommandLineRun run =
                    CommandLineRun.run(
                            daemon.host(),
                            "n\n",
                            CommandLineRun.NOW,
                            Map.of("DOCKER_CONFIG", directory.toString()),
                            words.toArray(String[]::new));
            Path file = FILES.resolve(name + ".golden");
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(file, run.transcript());
            }
            assertThat(run.transcript()).isEqualTo(Files.readString(file));
        }
    }
}
