package dev.varve;

import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.fixtures.image.DebianImage;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/// Measures what each storage driver costs, for the table in docs/drivers.md. Not a test: run
/// `bin/bench-drivers` on a machine that does nothing else.
class DriverCosts {
    private static final int ROUNDS = 5;
    private static final int CONTAINERS = 10;
    private static final int BIG = 100_000_000;

    @TempDir Path directory;
    private final TestImage debian = DebianImage.build();
    private final TestImage big = big();

    DriverCosts() throws IOException {}

    /// One operation: how long it took and how much room it took of the disk.
    private record Cost(long nanos, long bytes) {}

    private interface Work {
        void run() throws Exception;
    }

    @Test
    void measure() throws Exception {
        StringBuilder table =
                new StringBuilder(
                        "| driver | unpack 12 layers | create a container | first write to a 100 MB"
                                + " file | remove the container | remove the image |\n"
                                + "|---|---|---|---|---|---|\n");
        for (DriverPlace driver : DriverPlace.values()) {
            Map<String, List<Cost>> costs = new LinkedHashMap<>();
            for (int round = 0; round < ROUNDS; round++) {
                Path place = directory.resolve(driver + "-" + round);
                try (DriverPlace.Open open = driver.open(place)) {
                    measure(open, costs);
                }
            }
            table.append("| ").append(driver.name().toLowerCase(Locale.ROOT).replace('_', '-'));
            costs.values().forEach(list -> table.append(" | ").append(median(list)));
            table.append(" |\n");
        }
        Path file = Path.of("target/driver-costs.md");
        Files.writeString(file, table);
        System.out.println(table);
    }

    private void measure(DriverPlace.Open open, Map<String, List<Cost>> costs) throws Exception {
        EngineFixture store = open.store;
        store.registry.publish("library/debian", "latest", debian);
        store.registry.publish("library/big", "latest", big);
        store.pull("big");
        long blobs = debian.layers().stream().mapToLong(TestLayer::size).sum();
        Cost pull = cost(open, () -> store.pull("debian"));
        add(costs, "unpack", new Cost(pull.nanos(), pull.bytes() - blobs));
        Cost create =
                cost(
                        open,
                        () -> {
                            for (int i = 0; i < CONTAINERS; i++) {
                                create(store, "debian", "c" + i);
                            }
                        });
        add(costs, "create", each(create));
        create(store, "big", "writer");
        Path file = store.engine.containers().mount("writer").resolve("big");
        add(costs, "write", cost(open, () -> writeOneByte(file)));
        store.engine.containers().unmount("writer");
        store.engine.containers().remove("writer", false);
        Cost remove =
                cost(
                        open,
                        () -> {
                            for (int i = 0; i < CONTAINERS; i++) {
                                store.engine.containers().remove("c" + i, false);
                            }
                        });
        add(costs, "remove", each(remove));
        add(
                costs,
                "removeImage",
                cost(open, () -> store.engine.remover().remove("debian", false, false)));
    }

    private static Cost each(Cost all) {
        return new Cost(all.nanos() / CONTAINERS, all.bytes() / CONTAINERS);
    }

    private static void add(Map<String, List<Cost>> costs, String name, Cost cost) {
        costs.computeIfAbsent(name, _ -> new ArrayList<>()).add(cost);
    }

    /// The disk is looked at when everything is on it; the flush is not part of the time.
    private static Cost cost(DriverPlace.Open open, Work work) throws Exception {
        long before = free(open);
        long start = System.nanoTime();
        work.run();
        long nanos = System.nanoTime() - start;
        return new Cost(nanos, before - free(open));
    }

    private static long free(DriverPlace.Open open) throws Exception {
        new ProcessBuilder("sync", "-f", open.layers().toString()).start().waitFor();
        return Files.getFileStore(open.layers()).getUnallocatedSpace();
    }

    private static void writeOneByte(Path file) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            out.write(ByteBuffer.wrap(new byte[] {1}), BIG / 2);
            out.force(true);
        }
    }

    private static void create(EngineFixture store, String image, String name) {
        store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of(name),
                                RunConfig.EMPTY.with(RunField.IMAGE, image),
                                HostConfig.EMPTY));
    }

    private static TestImage big() {
        byte[] noise = new byte[BIG];
        new Random(1).nextBytes(noise);
        TestLayer layer = TestLayer.gzip(TarBuilder.pax().file("big", noise));
        return TestImage.builder().layer(layer).cmd("sh").build();
    }

    private static String median(List<Cost> costs) {
        long nanos = middle(costs.stream().map(Cost::nanos).sorted().toList());
        long bytes = middle(costs.stream().map(Cost::bytes).sorted().toList());
        return String.format(Locale.ROOT, "%.1f ms, %.1f MB", nanos / 1e6, bytes / 1e6);
    }

    private static long middle(List<Long> sorted) {
        return sorted.get(sorted.size() / 2);
    }
}
