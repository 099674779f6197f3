package dev.varve.interleaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.Engine;
import dev.varve.EngineSettings;
import dev.varve.check.CheckLevel;
import dev.varve.check.Problem;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.vfs.VfsDriver;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Two to four operations at once, again and again on the same store: whatever they do to each
/// other, it is as if they had run one after the other; nothing is lost, nothing is left over,
/// nobody waits for ever.
///
/// `-Dvarve.interleavings=N` runs N schedules, half of them with each driver, and a twentieth of
/// that with commits; `-Dvarve.interleavings.seed=S` with another seed.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class InterleavingIT {
    private static final int SCHEDULES = Integer.getInteger("varve.interleavings", 10_000) / 2;
    private static final long SEED = Long.getLong("varve.interleavings.seed", System.nanoTime());
    private static final int BETWEEN_CHECKS = 100;

    private static final TestLayer BASE =
            TestLayer.gzip(TarBuilder.pax().file("base", "b".repeat(2000)));
    private static final TestLayer MIDDLE = TestLayer.gzip(TarBuilder.pax().file("middle", "m"));
    private static final List<TestImage> IMAGES =
            List.of(
                    TestImage.builder().cmd("x").layer(BASE).build(),
                    TestImage.builder().cmd("x").layer(BASE).layer(MIDDLE).build(),
                    TestImage.builder()
                            .cmd("x")
                            .layer(BASE)
                            .layer(MIDDLE)
                            .layer(TestLayer.gzip(TarBuilder.pax().file(".wh.base", "")))
                            .build());
    private static final List<String> TAGS = List.of("own/one:v1", "own/two:v1");
    private static final List<String> CONTAINERS = List.of("web", "job");

    @Parameter String driver;
    @TempDir Path temporary;
    private LoopbackRegistry registry;
    private Path place;
    private Engine engine;
    private Clients clients;
    private ExecutorService pool;
    private final List<Operation> pulls = new ArrayList<>();
    private final List<Operation.Load> loads = new ArrayList<>();

    @BeforeEach
    void open() throws IOException {
        registry = LoopbackRegistry.start();
        // What is on the disk after a power cut is not the question here, so it may be memory.
        Path memory = Path.of("/dev/shm");
        place = Files.createTempDirectory(Files.isDirectory(memory) ? memory : temporary, "order-");
        engine =
                Engine.open(
                        new EngineSettings(
                                place.resolve("root"),
                                new RegistrySettings(List.of(registry.uri()), Set.of()),
                                3,
                                Clock.systemUTC()),
                        where ->
                                driver.equals("vfs")
                                        ? VfsDriver.open(where.resolve("vfs"))
                                        : Overlay2Driver.open(where.resolve("overlay2")));
        Map<Operation.Load, byte[]> archives = new HashMap<>();
        for (int i = 0; i < IMAGES.size(); i++) {
            TestImage image = IMAGES.get(i);
            registry.publish("library/app" + i, "latest", image);
            pulls.add(new Operation.Pull("app" + i + ":latest", image.configDigest()));
            Operation.Load load =
                    new Operation.Load("loaded" + i + ":latest", image.configDigest());
            loads.add(load);
            archives.put(load, Clients.archive(image, load.name()));
        }
        clients = new Clients(engine, archives);
        pool = Executors.newFixedThreadPool(4);
    }

    @AfterEach
    void close() throws IOException {
        pool.shutdownNow();
        engine.close();
        registry.close();
        try (Stream<Path> all = Files.walk(place)) {
            for (Path path : all.sorted().toList().reversed()) {
                Files.delete(path);
            }
        }
    }

    @Test
    void whatRunsAtOnceDoesWhatItDoesOneAfterTheOther() throws Exception {
        System.out.printf("interleavings: %s: seed %d%n", driver, SEED);
        Random random = new Random(SEED);
        long start = System.nanoTime();
        for (int i = 1; i <= SCHEDULES; i++) {
            List<Operation> operations = new ArrayList<>();
            int count = 2 + random.nextInt(3);
            while (operations.size() < count) {
                operations.add(operation(random));
            }
            Model before = clients.model();
            List<Outcome> outcomes = run(operations, random.nextLong(), i);
            Model after = clients.model();
            assertThat(new Orders(operations, outcomes).find(before, after))
                    .as(
                            "seed %d, schedule %d: no order of%n%s%nwith %s%nleads from %s%nto %s",
                            SEED, i, operations, outcomes, before, after)
                    .isNotEmpty();
            if (i % BETWEEN_CHECKS == 0 || i == SCHEDULES) {
                assertSound(i);
            }
        }
        System.out.printf(
                "interleavings: %s: %d schedules, 0 violations, %d ms%n",
                driver, SCHEDULES, (System.nanoTime() - start) / 1_000_000);
    }

    /// A commit makes an image with a parent, and removes it again: not one step, so what it and
    /// the others do together is judged by what is left of it.
    @Test
    void withCommitsNothingIsLostOrLeftOver() throws Exception {
        System.out.printf("interleavings with commits: %s: seed %d%n", driver, SEED);
        Random random = new Random(SEED);
        for (int i = 1; i <= SCHEDULES / 20; i++) {
            List<Operation> operations = new ArrayList<>();
            operations.add(new Operation.Commit(one(CONTAINERS, random)));
            while (operations.size() < 4) {
                operations.add(operation(random));
            }
            run(operations, random.nextLong(), i);
            if (i % BETWEEN_CHECKS == 0) {
                assertSound(i);
            }
        }
        for (String container : clients.model().containers().keySet()) {
            clients.carryOut(new Operation.RemoveContainer(container));
        }
        for (String name : clients.model().names().keySet()) {
            clients.carryOut(new Operation.Remove(name));
        }
        clients.carryOut(new Operation.Prune());
        assertThat(clients.model()).isEqualTo(new Model(Map.of(), Set.of(), Map.of()));
        assertSound(SCHEDULES / 20);
        assertThat(engine.driver().list()).isEmpty();
        assertThat(place.resolve("root/blobs/sha256")).isEmptyDirectory();
    }

    private void assertSound(int schedule) throws IOException {
        assertThat(engine.check().run().stream().map(Problem::toString))
                .as("seed %d, after schedule %d", SEED, schedule)
                .isEmpty();
        assertThat(engine.check(CheckLevel.READ_DATA).problems())
                .as("seed %d, after schedule %d", SEED, schedule)
                .isEmpty();
    }

    private List<Outcome> run(List<Operation> operations, long seed, int schedule)
            throws Exception {
        CyclicBarrier together = new CyclicBarrier(operations.size());
        Random random = new Random(seed);
        List<Future<Outcome>> running = new ArrayList<>();
        for (Operation operation : operations) {
            int late = random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(500);
            running.add(
                    pool.submit(() -> {
                        together.await();
                        for (int spin = 0; spin < late; spin++) {
                            Thread.onSpinWait();
                        }
                        return clients.carryOut(operation);
                    }));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (Future<Outcome> one : running) {
            try {
                outcomes.add(one.get(60, TimeUnit.SECONDS));
            } catch (TimeoutException e) {
                throw new AssertionError(
                        "seed "
                                + SEED
                                + ", schedule "
                                + schedule
                                + ": somebody waits for ever: "
                                + operations
                                + stacks(),
                        e);
            }
        }
        return outcomes;
    }

    private static String stacks() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach((thread, frames) -> {
                    text.append('\n').append(thread);
                    for (StackTraceElement frame : frames) {
                        text.append("\n    ").append(frame);
                    }
                });
        return text.toString();
    }

    private Operation operation(Random random) {
        return switch (random.nextInt(15)) {
            case 0, 1, 2 -> one(pulls, random);
            case 3 -> {
                Operation.Pull pull = (Operation.Pull) one(pulls, random);
                yield new Operation.CancelledPull(pull.name(), pull.image());
            }
            case 4 -> one(loads, random);
            case 5, 6 -> new Operation.Tag(name(random), one(TAGS, random));
            case 7, 8, 9 -> new Operation.Remove(name(random));
            case 10, 11 -> new Operation.Prune();
            case 12 -> new Operation.Create(one(CONTAINERS, random), name(random));
            default -> new Operation.RemoveContainer(one(CONTAINERS, random));
        };
    }

    private String name(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> one(TAGS, random);
            case 1 -> one(loads, random).name();
            default -> ((Operation.Pull) one(pulls, random)).name();
        };
    }

    private static <T> T one(List<T> all, Random random) {
        return all.get(random.nextInt(all.size()));
    }
}
