package dev.varve.storage.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.user.FuseDevice;
import dev.varve.fixtures.user.OrdinaryUser;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The drivers as an ordinary user has them: the whole contract in a user namespace, which the
/// launcher's own script makes.
@Timeout(900)
final class NamespaceIT {
    private static final String SCRIPT = "namespace";

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "fuse-overlayfs", "vfs"})
    void theContractHoldsWithoutRoot(String driver) throws Exception {
        try (FuseDevice _ = FuseDevice.open();
                OrdinaryUser user = OrdinaryUser.create()) {
            Run run = run(user, java(user, InNamespace.class, driver));
            assertThat(run.output()).as(run.output()).contains("passed ");
            assertThat(run.exitCode()).as(run.output()).isZero();
            String[] counts = run.output().replaceAll("(?s).*passed ", "").strip().split(" of ");
            assertThat(counts[0]).isEqualTo(counts[1]);
            assertThat(Integer.parseInt(counts[0])).isGreaterThan(30);
        }
    }

    @Test
    void whatCannotBeDoneWithoutRootIsToldOrStoodFor() throws Exception {
        try (OrdinaryUser user = OrdinaryUser.create()) {
            Run run = run(user, java(user, WithoutRoot.class));
            assertThat(run.exitCode()).as(run.output()).isZero();
        }
    }

    private record Run(String output, int exitCode) {}

    private static Run run(OrdinaryUser user, List<String> program) throws Exception {
        Path script = user.home().resolve(SCRIPT);
        Files.copy(Path.of("../bin/dist/namespace"), script);
        List<String> words = new ArrayList<>(List.of("/bin/sh", script.toString()));
        words.addAll(program);
        Process process = user.command(Map.of(), words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(output, process.waitFor());
    }

    private static List<String> java(OrdinaryUser user, Class<?> main, String... arguments)
            throws Exception {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Dfile.encoding=UTF-8",
                                "-Djava.io.tmpdir=" + user.home(),
                                "-cp",
                                user.copyOf(System.getProperty("java.class.path")),
                                main.getName()));
        words.addAll(List.of(arguments));
        return words;
    }
}
