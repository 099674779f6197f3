package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageFilters;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.overlay2.Overlay2Driver;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// The promise that sets the store apart: when a pull has reported success, the power may go.
class PowerCutIT {
    private static final int LAYERS = 3;
    private static final int FILES = 300;
    private static final int SIZE = 4096;
    private static final long DISK = 512L << 20;

    @TempDir Path directory;

    private final Map<String, byte[]> contents = new HashMap<>();

    private TestImage image() {
        TestImage.Builder builder = TestImage.builder();
        Random random = new Random(900);
        for (int layer = 0; layer < LAYERS; layer++) {
            TarBuilder tar = TarBuilder.pax().directory("l" + layer);
            for (int file = 0; file < FILES; file++) {
                byte[] content = new byte[SIZE];
                random.nextBytes(content);
                String name = "l" + layer + "/f" + file;
                contents.put(name, content);
                tar.file(name, content);
            }
            builder.layer(TestLayer.gzip(tar));
        }
        return builder.build();
    }

    private record Outcome(boolean listed, int damaged) {}

    /// Pulls in a process of its own, cuts the power some time after it reported success, and looks
    /// at what is left.
    private Outcome pullAndCut(int seconds, List<String> wrapper)
            throws IOException, InterruptedException {
        TestImage image = image();
        try (LoopDisk disk = LoopDisk.ext4(directory, DISK);
                LoopbackRegistry registry = LoopbackRegistry.start()) {
            registry.publish("library/app", "latest", image);
            Path root = disk.path().resolve("root");
            Process pull = start(wrapper, root, registry);
            try (BufferedReader output =
                    new BufferedReader(new InputStreamReader(pull.getInputStream(), UTF_8))) {
                // What comes before is the log.
                assertThat(output.lines().anyMatch("DONE"::equals)).isTrue();
                TimeUnit.SECONDS.sleep(seconds);
                disk.cutPower();
            } finally {
                kill(pull);
            }
            disk.powerOn();
            return look(root);
        }
    }

    /// Ends a process and all below it, and waits until the kernel has let go of their files.
    private static void kill(Process process) {
        List<ProcessHandle> doomed = new ArrayList<>(process.descendants().toList());
        doomed.add(process.toHandle());
        doomed.forEach(ProcessHandle::destroyForcibly);
        doomed.forEach(handle -> handle.onExit().join());
    }

    private static Process start(List<String> wrapper, Path root, LoopbackRegistry registry)
            throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.varve.PullOnce",
                        root.toString(),
                        registry.uri().toString(),
                        "app"));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private Outcome look(Path root) throws IOException {
        RegistrySettings none = new RegistrySettings(List.of(), Set.of());
        try (Engine engine =
                Engine.open(
                        new EngineSettings(root, none, 3, Clock.systemUTC()),
                        where -> Overlay2Driver.open(where.resolve("overlay2")))) {
            boolean listed =
                    engine.images().list(ImageFilters.NONE, false, false).stream()
                            .anyMatch(row ->
                                    row.references().stream()
                                            .anyMatch(r -> r.familiar().equals("app:latest")));
            if (!listed) {
                return new Outcome(false, contents.size());
            }
            return new Outcome(true, damaged(engine.images().inspect("app")));
        }
    }

    private int damaged(ImageDetails details) throws IOException {
        List<Path> diffs = new ArrayList<>();
        diffs.add(Path.of(details.driverData().getOrDefault("UpperDir", "/nonexistent")));
        for (String lower : details.driverData().getOrDefault("LowerDir", "").split(":", -1)) {
            diffs.add(Path.of(lower));
        }
        int damaged = 0;
        for (Map.Entry<String, byte[]> file : contents.entrySet()) {
            if (diffs.stream().noneMatch(diff -> holds(diff.resolve(file.getKey()), file))) {
                damaged++;
            }
        }
        return damaged;
    }

    private static boolean holds(Path path, Map.Entry<String, byte[]> file) {
        try {
            return Arrays.equals(Files.readAllBytes(path), file.getValue());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 6})
    void nothingIsLostWhenThePowerGoesAfterAPullReportedSuccess(int seconds)
            throws IOException, InterruptedException {
        assertThat(pullAndCut(seconds, List.of())).isEqualTo(new Outcome(true, 0));
    }

    /// Shows that the test above can fail: the same, with every flush answered without being done.
    @Test
    void withoutTheFlushesFilesAreLost() throws IOException, InterruptedException {
        List<String> lying =
                List.of(
                        "strace",
                        "-f",
                        "-qq",
                        "-o",
                        "/dev/null",
                        "-e",
                        "trace=fsync,fdatasync,syncfs,sync_file_range",
                        "-e",
                        "inject=fsync,fdatasync,syncfs:retval=0");
        try {
            assertThat(pullAndCut(0, lying).damaged()).isPositive();
        } catch (IOException e) {
            // So much was lost that there is no store any more.
            assertThat(e).hasMessageContaining("cannot open the store");
        }
    }
}
