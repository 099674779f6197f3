package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a shell is told when a command line is to be completed, and the script that tells bash.
class CompletionTest {
    @TempDir Path directory;
    private FakeDaemon daemon;

    @BeforeEach
    void startDaemon() throws IOException {
        daemon = CannedContainers.serve(CannedImages.serve(FakeDaemon.start(directory)));
    }

    @AfterEach
    void stopDaemon() throws IOException {
        daemon.close();
    }

    private List<String> complete(String... words) {
        List<String> all = new ArrayList<>(List.of("-H", daemon.host()));
        all.addAll(List.of(words));
        return new Completer("varve", new HashMap<>(Map.of())).complete(all);
    }

    @Test
    void groupsAndVerbsComplete() {
        assertThat(complete("im")).containsExactly("image", "images", "import");
        assertThat(complete("image", "p")).containsExactly("prune", "pull", "push");
        assertThat(complete("container", "un")).containsExactly("unmount");
    }

    @Test
    void optionsComplete() {
        assertThat(complete("images", "--no")).containsExactly("--no-trunc");
        assertThat(complete("--he")).containsExactly("--help");
    }

    @Test
    void imagesAndContainersOfTheDaemonComplete() {
        assertThat(complete("rmi", "")).containsExactly("busybox:1", "busybox:latest");
        assertThat(complete("rm", "t")).containsExactly("three", "two/alias");
        assertThat(complete("inspect", "o")).containsExactly("one");
        assertThat(complete("cp", "o")).containsExactly("one:", Completer.FILES);
    }

    @Test
    void theValueOfAnOptionCompletesToFiles() {
        assertThat(complete("load", "-i", "x")).containsExactly(Completer.FILES);
    }

    @Test
    void withoutADaemonThereIsNothingToOffer() {
        assertThat(
                        new Completer("varve", new HashMap<>())
                                .complete(List.of("-H", "unix:///nonexistent", "rmi", "")))
                .isEmpty();
    }

    @Test
    void bashCompletesWithTheScript() throws Exception {
        Path program = directory.resolve("varve");
        Files.writeString(program, "#!/bin/sh\nprintf '%s\\n' a:one a:two\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path script = directory.resolve("script");
        Files.writeString(
                script,
                CommandLineRun.of(daemon, "completion", "bash").out()
                        + "COMP_LINE='varve rmi a:'; COMP_POINT=${#COMP_LINE}; _varve_complete\n"
                        + "echo \"${COMPREPLY[*]}\"\n");
        ProcessBuilder bash = new ProcessBuilder("bash", script.toString());
        bash.environment().put("PATH", directory + ":" + System.getenv("PATH"));
        Process process = bash.redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(out).isEqualTo("one two\n");
    }
}
