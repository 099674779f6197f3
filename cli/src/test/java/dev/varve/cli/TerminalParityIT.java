package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;

/// Runs docker's own client and ours, each as a process on a terminal of its own, against the same
/// answers: what the terminal gets is equal byte for byte. `-DexcludedGroups=docker` leaves these
/// tests out where there is no docker client.
@Tag("docker")
class TerminalParityIT {
    /// Gives a program a terminal of 80 columns and passes on what it writes there.
    private static final String ON_A_TERMINAL =
            """
            import fcntl, os, pty, struct, sys, termios
            pid, terminal = pty.fork()
            if pid == 0:
                fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 80, 0, 0))
                os.execvp(sys.argv[1], sys.argv[1:])
            while True:
                try:
                    got = os.read(terminal, 65536)
                except OSError:
                    break
                if not got:
                    break
                os.write(1, got)
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "image ls",
                "image ls -a --digests --no-trunc",
                "images -q",
                "images --format json",
                "images --format {{.ID}}:{{.Size}}",
                "images --format table{{.Repository}}\\t{{.Tag}}",
                "image inspect busybox",
                "image inspect -f {{json.RootFS}} busybox nope",
                "image history busybox",
                "image history --no-trunc --format json busybox",
                "image history --format {{.CreatedBy}} busybox",
                "image rm busybox",
                "rmi nope busybox held",
                "image prune -f",
                "image prune -a -f --filter until=24h",
                "tag busybox x:y",
                "container ls -a",
                "system df",
            })
    void aTerminalGetsWhatDockerWrites(String line) throws Exception {
        List<String> words = List.of(line.split(" "));
        try (FakeDaemon daemon =
                CannedContainers.serve(CannedImages.serve(FakeDaemon.start(directory)))) {
            List<String> docker = new ArrayList<>(List.of("docker", "-H", daemon.host()));
            docker.addAll(words);
            List<String> ours =
                    new ArrayList<>(
                            List.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-XX:TieredStopAtLevel=1",
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "dev.varve.cli.Main",
                                    "-H",
                                    daemon.host()));
            ours.addAll(words);
            Screen expected = onTerminal(docker);
            Screen actual = onTerminal(ours);
            assertThat(actual.text().replace("varve image ", "docker image "))
                    .isEqualTo(expected.text());
            assertThat(actual.exit() == 0).isEqualTo(expected.exit() == 0);
        }
    }

    private record Screen(String text, int exit) {}

    private Screen onTerminal(List<String> command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("python3", "-c", ON_A_TERMINAL));
        words.addAll(command);
        Path text = directory.resolve("screen");
        ProcessBuilder builder =
                new ProcessBuilder(words)
                        .redirectInput(Path.of("/dev/null").toFile())
                        .redirectOutput(text.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("DOCKER_CONFIG", directory.toString());
        builder.environment().put("TZ", TimeZone.getDefault().getID());
        builder.environment().put("TERM", "xterm");
        int exit = builder.start().waitFor();
        return new Screen(Files.readString(text, StandardCharsets.UTF_8), exit);
    }
}
