package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A daemon that was killed in the middle of everything answers soon: within a second of the
/// processor's time more than with an empty store. `-Dvarve.ready.images=100
/// -Dvarve.ready.kills=20` is the size of the promise; `-Dvarve.seed=N` repeats a run.
final class ReadyIT {
    private static final int IMAGES = Integer.getInteger("varve.ready.images", 25);
    private static final int KILLS = Integer.getInteger("varve.ready.kills", 2);
    private static final int BUSY = 8;

    private final long seed = Long.getLong("varve.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir Path directory;

    private static TestImage image(int number) {
        TestImage.Builder image = TestImage.builder().label("n", "" + number);
        for (int layer = 0; layer < 3; layer++) {
            TarBuilder tar = TarBuilder.pax();
            for (int file = 0; file < 10; file++) {
                tar.file("f-" + number + "-" + layer + "-" + file, "text ".repeat(500));
            }
            image.layer(TestLayer.gzip(tar));
        }
        return image.build();
    }

    /// Removes and pulls one image for ever.
    private static void churn(RawClient client, int number) {
        try {
            while (true) {
                client.request("DELETE", "/images/app" + number + ":latest", "");
                client.post("/images/create?fromImage=app" + number + "&tag=latest");
            }
        } catch (IOException | RuntimeException killed) {
            // That is what is waited for.
        }
    }

    private static Duration start(LoopDisk disk, Path socket, LoopbackRegistry registry)
            throws IOException, InterruptedException {
        DaemonProcess daemon =
                DaemonProcess.start(disk.path().resolve("empty"), socket, registry.uri(), "");
        daemon.close();
        return daemon.startWork();
    }

    @Test
    void aKilledDaemonIsReadySoonAndTellsOnceWhatItFound() throws Exception {
        Path socket = directory.resolve("s");
        try (LoopDisk disk = LoopDisk.ext4(directory, 512L << 20);
                LoopbackRegistry registry = LoopbackRegistry.start()) {
            Path root = disk.path().resolve("root");
            Duration empty = start(disk, socket, registry);
            DaemonProcess daemon = DaemonProcess.start(root, socket, registry.uri(), "");
            for (int i = 0; i < IMAGES; i++) {
                registry.publish("library/app" + i, "latest", image(i));
                assertThat(
                                daemon.client()
                                        .post("/images/create?fromImage=app" + i + "&tag=latest")
                                        .body())
                        .contains("Status: ");
            }
            List<Long> times = new ArrayList<>();
            List<Long> work = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                    for (int i = 0; i < BUSY; i++) {
                        int number = i;
                        RawClient client = daemon.client();
                        clients.execute(() -> churn(client, number));
                    }
                    awaitSomeWork(daemon.client());
                    daemon.kill();
                }
                daemon = DaemonProcess.start(root, socket, registry.uri(), "");
                times.add(daemon.startTime().toMillis());
                work.add(daemon.startWork().toMillis());
                assertThat(daemon.client().get("/images/json").body()).contains("app" + BUSY);
                long told = daemon.log().stream().filter(l -> l.contains("swept")).count();
                assertThat(told).as("seed %d: %s", seed, daemon.log()).isLessThanOrEqualTo(1);
            }
            daemon.close();
            System.out.printf(
                    "%d images, killed %d times: ready after %s ms, of the processor's time %s ms;"
                            + " with an empty store %d ms of that%n",
                    IMAGES, KILLS, times, work, empty.toMillis());
            // Of the wall's, only that nothing waits: other work may stretch it.
            assertThat(times).as("seed %d", seed).allMatch(time -> time < 60_000);
            long most = work.stream().mapToLong(t -> t).max().orElseThrow();
            assertThat(most - empty.toMillis()).as("seed %d", seed).isLessThan(1000);
        }
    }

    /// So many requests that a random part of the work is done.
    private void awaitSomeWork(RawClient client) throws IOException {
        for (int i = 0; i < 20 + random.nextInt(100); i++) {
            client.get("/images/json");
        }
    }
}
