package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.Sha256;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.image.TestLayer.Compression;
import dev.varve.fixtures.net.CuttingProxy;
import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/// A pull that is interrupted in every way there is, of a daemon in a process of its own, still
/// ends, and fetches little again. `-Dvarve.pull.mib=1024` makes the image as big as the promise
/// speaks of; `-Dvarve.seed=N` repeats a run.
final class InterruptedPullIT {
    private static final int MIB = 1 << 20;
    private static final int IMAGE_MIB = Integer.getInteger("varve.pull.mib", 64);
    private static final int LAYERS = 8;

    /// What may be fetched again for each interruption.
    private static final long AGAIN = 8L * MIB;

    /// What the registry says beside the layers, for each time that a pull begins.
    private static final long WORDS = 1 << 16;

    private final long seed = Long.getLong("varve.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir Path directory;
    private Path socket;
    private Process daemon;

    /// Layers that do not compress, as gzip.
    private static TestImage image() throws IOException {
        TestImage.Builder builder = TestImage.builder();
        Random content = new Random(1);
        for (int layer = 0; layer < LAYERS; layer++) {
            TarBuilder tar = TarBuilder.pax();
            for (int file = 0; file < IMAGE_MIB / LAYERS; file++) {
                byte[] bytes = new byte[MIB];
                content.nextBytes(bytes);
                tar.file("l" + layer + "-" + file, bytes);
            }
            byte[] plain = tar.build();
            builder.layer(TestLayer.of(plain, stored(plain), Compression.GZIP));
        }
        return builder.build();
    }

    private static byte[] stored(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + (bytes.length >> 10));
        try (OutputStream gzip =
                new GZIPOutputStream(out) {
                    {
                        def.setLevel(0);
                    }
                }) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    private void start(Path root, CuttingProxy proxy) throws IOException {
        socket = directory.resolve("varve.sock");
        daemon =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx256m",
                                "-XX:-UsePerfData",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "--data-root=" + root,
                                "--host=unix://" + socket,
                                "--group=root",
                                "--storage-driver=overlay2",
                                "--registry-mirror=" + proxy.uri())
                        .redirectErrorStream(true)
                        .start();
        BufferedReader log = daemon.inputReader();
        List<String> lines = new ArrayList<>();
        String line = log.readLine();
        while (line != null && !line.contains("READY")) {
            lines.add(line);
            line = log.readLine();
        }
        assertThat(line).as("the daemon starts, seed %d: %s", seed, lines).isNotNull();
        Thread.ofVirtual().start(() -> drain(log));
    }

    /// A daemon whose log nobody reads would stop at a full pipe.
    private static void drain(BufferedReader log) {
        try {
            String last = "";
            while (last != null) {
                last = log.readLine();
            }
        } catch (IOException killed) {
            // Nothing more will come.
        }
    }

    private void kill() throws InterruptedException {
        daemon.destroyForcibly();
        daemon.waitFor();
    }

    private String pull() throws IOException {
        return new RawClient(socket).post("/images/create?fromImage=app&tag=latest").body();
    }

    /// Sums of bytes in order, all within the image's size.
    private List<Long> points(int count, long size) {
        return random.longs(count, MIB, size - MIB).sorted().boxed().toList();
    }

    private interface Interruption {
        void happen() throws IOException, InterruptedException;
    }

    /// Pulls, interrupted each time when so many bytes have come, until a pull ends well.
    private void pullInterrupted(CuttingProxy proxy, List<Long> points, Interruption interruption)
            throws Exception {
        try (ExecutorService client = Executors.newSingleThreadExecutor()) {
            for (long point : points) {
                Future<String> pull = client.submit(this::pull);
                proxy.holdAt(point);
                interruption.happen();
                assertBrokenOff(pull);
            }
            assertThat(client.submit(this::pull).get())
                    .as("the last pull, seed %d", seed)
                    .contains("Status: Downloaded newer image");
        }
    }

    private void assertBrokenOff(Future<String> pull) throws InterruptedException {
        try {
            assertThat(pull.get()).as("seed %d", seed).doesNotContain("Status: ");
        } catch (ExecutionException gone) {
            assertThat(gone).as("no whole answer came").isNotNull();
        }
    }

    private void assertGood(Path root, TestImage image, CuttingProxy proxy, int interruptions)
            throws IOException {
        assertThat(new RawClient(socket).get("/images/app/json").body())
                .contains(image.manifestDigest(), image.configDigest());
        List<String> blobs = new ArrayList<>();
        try (Stream<Path> files = Files.list(root.resolve("blobs/sha256"))) {
            for (Path file : files.toList()) {
                assertThat(Sha256.digest(Files.readAllBytes(file)))
                        .isEqualTo("sha256:" + file.getFileName());
                blobs.add("sha256:" + file.getFileName());
            }
        }
        assertThat(blobs).containsAll(image.layers().stream().map(TestLayer::digest).toList());
        assertThat(root.resolve("ingest")).isEmptyDirectory();
        long size = image.layers().stream().mapToLong(TestLayer::size).sum();
        long again = proxy.delivered() - size;
        System.out.printf(
                "%d interruptions of a pull of %d bytes, seed %d: %d bytes more than that%n",
                interruptions, size, seed, again);
        assertThat(again)
                .as("bytes fetched again, seed %d", seed)
                .isLessThanOrEqualTo(interruptions * AGAIN + (interruptions + 1) * WORDS);
    }

    private record Setting(LoopDisk disk, LoopbackRegistry registry, CuttingProxy proxy)
            implements AutoCloseable {
        Path root() {
            return disk.path().resolve("root");
        }

        @Override
        public void close() throws IOException {
            proxy.close();
            registry.close();
            disk.close();
        }
    }

    private Setting setting(TestImage image) throws IOException {
        LoopDisk disk = LoopDisk.ext4(directory, (IMAGE_MIB * 5L / 2 + 256) * MIB);
        LoopbackRegistry registry = LoopbackRegistry.start();
        registry.publish("library/app", "latest", image);
        long speed = Math.max(25, IMAGE_MIB / 20) * (long) MIB;
        CuttingProxy proxy = CuttingProxy.start(registry.uri().getPort(), speed, speed);
        return new Setting(disk, registry, proxy);
    }

    private static long size(TestImage image) {
        return image.layers().stream().mapToLong(TestLayer::size).sum();
    }

    @Test
    void fiftyCutsOfTheConnectionDoNotEndAPull() throws Exception {
        TestImage image = image();
        try (Setting setting = setting(image)) {
            try {
                start(setting.root(), setting.proxy());
                setting.proxy().cutAt(points(50, size(image)));
                assertThat(pull()).as("seed %d", seed).contains("Status: Downloaded newer image");
                assertThat(setting.proxy().cuts()).isEqualTo(50);
                assertGood(setting.root(), image, setting.proxy(), 50);
            } finally {
                kill();
            }
        }
    }

    @Test
    void aPullGoesOnAfterTheDaemonWasKilledTenTimes() throws Exception {
        TestImage image = image();
        try (Setting setting = setting(image)) {
            try {
                start(setting.root(), setting.proxy());
                pullInterrupted(
                        setting.proxy(),
                        points(10, size(image)),
                        () -> {
                            daemon.destroyForcibly();
                            setting.proxy().cutAll();
                            kill();
                            start(setting.root(), setting.proxy());
                        });
                assertGood(setting.root(), image, setting.proxy(), 10);
            } finally {
                kill();
            }
        }
    }

    @Test
    void aPullGoesOnAfterThePowerWasCutTenTimes() throws Exception {
        TestImage image = image();
        try (Setting setting = setting(image)) {
            try {
                start(setting.root(), setting.proxy());
                pullInterrupted(
                        setting.proxy(),
                        points(10, size(image)),
                        () -> {
                            setting.disk().cutPower();
                            daemon.destroyForcibly();
                            setting.proxy().cutAll();
                            kill();
                            setting.disk().powerOn();
                            start(setting.root(), setting.proxy());
                        });
                assertGood(setting.root(), image, setting.proxy(), 10);
            } finally {
                kill();
            }
        }
    }
}
