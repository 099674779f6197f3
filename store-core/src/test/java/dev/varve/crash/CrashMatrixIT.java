package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The process dies at any change that an operation makes to the disk. Whatever the point: the
/// store opens, is sound, is as it was before or as it is after, has nothing left over, and the
/// operation can be run again.
///
/// `-Dvarve.crash.points=N` takes N points of each operation, evenly spread, always the first and
/// the one after the last; 0 takes all.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class CrashMatrixIT {
    private static final int POINTS = Integer.getInteger("varve.crash.points", 13);

    private static LoopbackRegistry registry;

    @Parameter String driver;
    @TempDir Path temporary;

    @BeforeAll
    static void serve() {
        // A dying store tells of every clean-up that fails.
        ((Logger) LoggerFactory.getLogger("dev.varve")).setLevel(Level.OFF);
        registry = LoopbackRegistry.start();
        registry.publish("library/app", "latest", Scenarios.IMAGE);
        registry.publish("library/next", "latest", Scenarios.SUCCESSOR);
    }

    @AfterAll
    static void stop() {
        registry.close();
        ((Logger) LoggerFactory.getLogger("dev.varve")).setLevel(null);
    }

    private static List<Integer> points(int steps) {
        if (POINTS == 0 || POINTS > steps) {
            List<Integer> all = new ArrayList<>();
            for (int step = 1; step <= steps + 1; step++) {
                all.add(step);
            }
            return all;
        }
        TreeSet<Integer> some = new TreeSet<>();
        for (int i = 0; i < POINTS; i++) {
            some.add(1 + (int) ((long) i * steps / (POINTS - 1)));
        }
        return List.copyOf(some);
    }

    /// Death does not depend on the file system: memory is the fastest.
    private Path place() throws IOException {
        Path memory = Path.of("/dev/shm");
        return Files.createTempDirectory(Files.isDirectory(memory) ? memory : temporary, "crash-");
    }

    @Test
    void nothingIsLostLeftOverOrHalfDoneWhereverTheProcessDies() throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        Path place = place();
        try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
            for (Scenario scenario : Scenarios.all()) {
                Path directory =
                        Files.createDirectory(place.resolve(scenario.name().replace(' ', '-')));
                CrashMatrix matrix = new CrashMatrix(scenario, driver, registry.uri(), directory);
                List<Future<List<String>>> results = new ArrayList<>();
                long start = System.nanoTime();
                for (int step : points(matrix.steps())) {
                    results.add(pool.submit(() -> matrix.die(step)));
                }
                int bad = 0;
                for (Future<List<String>> result : results) {
                    wrong.addAll(result.get());
                    bad += result.get().isEmpty() ? 0 : 1;
                }
                tried += results.size();
                System.out.printf(
                        "crash matrix: %s, %s: %d steps, %d points, %d violations, %d ms%n",
                        driver,
                        scenario,
                        matrix.steps(),
                        results.size(),
                        bad,
                        (System.nanoTime() - start) / 1_000_000);
            }
        } finally {
            Programs.removeTree(place);
        }
        System.out.printf(
                "crash matrix: %s: %d points, %d violations%n", driver, tried, wrong.size());
        assertThat(wrong).isEmpty();
    }
}
