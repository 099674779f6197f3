package dev.varve.crash;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/// What the matrices need: a registry with the images, a place for stores, two threads.
abstract class CrashPlace {
    @Parameter String driver;
    @TempDir Path temporary;
    private LoopbackRegistry registry;
    private Path place;
    private ExecutorService pool;

    @BeforeEach
    void open() throws IOException {
        // A dying store tells of every clean-up that fails.
        logger().setLevel(Level.OFF);
        registry = LoopbackRegistry.start();
        registry.publish("library/app", "latest", Scenarios.IMAGE);
        registry.publish("library/chart", "latest", Scenarios.CHART);
        registry.publish("library/much", "latest", Scenarios.MUCH);
        registry.publish("library/next", "latest", Scenarios.SUCCESSOR);
        // Memory is the fastest, and what is tested does not depend on what is below.
        Path memory = Path.of("/dev/shm");
        place = Files.createTempDirectory(Files.isDirectory(memory) ? memory : temporary, "crash-");
        pool = Executors.newFixedThreadPool(2);
    }

    @AfterEach
    void close() throws IOException {
        pool.close();
        registry.close();
        logger().setLevel(null);
        Programs.removeTree(place);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.varve");
    }

    URI registry() {
        return registry.uri();
    }

    ExecutorService pool() {
        return pool;
    }

    Path directoryOf(Scenario scenario) throws IOException {
        return directoryOf(scenario.name().replace(' ', '-'));
    }

    Path directoryOf(String name) throws IOException {
        return Files.createDirectory(place.resolve(name));
    }

    CrashMatrix matrix(Scenario scenario, Path directory) throws IOException {
        return new CrashMatrix(scenario, driver, registry.uri(), directory);
    }

    /// Steps to stop before: `count` of them, evenly spread, always the first and the one after the
    /// last; 0 for all. One alone is in the middle.
    static List<Integer> points(int steps, int count) {
        if (count == 0 || count > steps) {
            return IntStream.rangeClosed(1, steps + 1).boxed().toList();
        }
        if (count == 1) {
            return List.of(1 + steps / 2);
        }
        TreeSet<Integer> some = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            some.add(1 + (int) ((long) i * steps / (count - 1)));
        }
        return List.copyOf(some);
    }
}
