package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.varve.daemon.RawClient.Answer;
import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/// A daemon with too many, too slow or endless clients, with too few files or too little memory.
/// `-Dvarve.load.connections=10000` and `-Dvarve.load.mib=256` are the size of the promise.
final class DaemonUnderLoadIT {
    private static final int CONNECTIONS = Integer.getInteger("varve.load.connections", 1000);
    private static final int IMAGE_MIB = Integer.getInteger("varve.load.mib", 48);
    private static final int MIB = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir Path directory;
    private LoopDisk disk;
    private LoopbackRegistry registry;

    @BeforeEach
    void open() throws IOException {
        disk = LoopDisk.ext4(directory, (IMAGE_MIB * 5L + 300) * MIB);
        registry = LoopbackRegistry.start();
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
        disk.close();
    }

    private DaemonProcess start(String limits, String... javaOptions) throws IOException {
        return DaemonProcess.start(
                disk.path().resolve("root"),
                directory.resolve("s"),
                registry.uri(),
                limits,
                javaOptions);
    }

    private static TestImage image(int mebibytes) {
        byte[] content = new byte[mebibytes * MIB];
        new Random(3).nextBytes(content);
        return TestImage.builder()
                .cmd("x")
                .layer(TestLayer.gzip(TarBuilder.pax().file("c", content)))
                .build();
    }

    private static String pull(DaemonProcess daemon, String name) throws IOException {
        return daemon.client().post("/images/create?fromImage=" + name + "&tag=latest").body();
    }

    private static SocketChannel connect(DaemonProcess daemon, String words) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(daemon.socket()));
        say(channel, words);
        return channel;
    }

    private static void say(SocketChannel channel, String words) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(words.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static void closeAll(List<SocketChannel> channels) throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /// A tenth of the clients is slow: half of them with their header, half with their body.
    private static List<SocketChannel> crowd(DaemonProcess daemon) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            String words =
                    switch (i % 20) {
                        case 0 -> "GET /_ping HTTP/1.1\r\nHost: x\r\nX-Slow: ";
                        case 10 ->
                                "POST /containers/create HTTP/1.1\r\nHost: x\r\nContent-Type:"
                                        + " application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                                        + "1\r\n{\r\n";
                        default -> "";
                    };
            channels.add(connect(daemon, words));
        }
        return channels;
    }

    private static void trickle(List<SocketChannel> channels) throws IOException {
        for (int i = 0; i < channels.size(); i += 10) {
            say(channels.get(i), i % 20 == 0 ? "x" : "1\r\n \r\n");
        }
    }

    @Test
    void othersAreServedWhileThousandsAreConnectedAndHundredsAreSlow() throws IOException {
        registry.publish("library/app", "latest", image(1));
        try (DaemonProcess daemon = start("", "-Dvarve.body.seconds=600")) {
            assertThat(pull(daemon, "app")).contains("Status: ");
            int files = daemon.openFiles();
            List<SocketChannel> channels = crowd(daemon);
            // Those to the registry are closed meanwhile.
            await("all are accepted", () -> daemon.openFiles() >= files + CONNECTIONS - 20);
            long[] times = new long[300];
            for (int i = 0; i < times.length; i++) {
                if (i % 30 == 0) {
                    trickle(channels);
                }
                long start = System.nanoTime();
                assertThat(daemon.client().get("/images/json").body()).contains("app:latest");
                times[i] = System.nanoTime() - start;
            }
            Arrays.sort(times);
            long p99 = Duration.ofNanos(times[times.length * 99 / 100]).toMillis();
            long memory = daemon.peakMemory();
            closeAll(channels);
            await("their files are closed", () -> daemon.openFiles() <= files + 5);
            System.out.printf(
                    "%d connections, %d of them slow: p99 of /images/json %d ms, at most %.0f MB in"
                            + " memory, %d open files before and %d after%n",
                    CONNECTIONS, CONNECTIONS / 10, p99, memory / 1e6, files, daemon.openFiles());
            assertThat(p99).isLessThan(500);
            assertThat(memory).isLessThan(700L * MIB);
        }
    }

    @Test
    void aDaemonWithSixtyFourFilesDoesNotStartAndSaysWhatItNeeds() {
        assertThatThrownBy(() -> start("ulimit -n 64"))
                .hasMessageContaining("the limit of open files is 64")
                .hasMessageContaining("LimitNOFILE");
    }

    @Test
    void aDaemonWithFewFilesServesFewAtATimeAndRecovers() throws IOException {
        registry.publish("library/app", "latest", image(1));
        try (DaemonProcess daemon = start("ulimit -n 160")) {
            List<SocketChannel> channels = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                channels.add(connect(daemon, ""));
            }
            Duration before = daemon.processorTime();
            long start = System.nanoTime();
            await("a moment passes", () -> System.nanoTime() - start > 1_000_000_000L);
            Duration used = daemon.processorTime().minus(before);
            closeAll(channels);
            assertThat(used).as("it does not spin").isLessThan(Duration.ofMillis(700));
            assertThat(daemon.client().get("/_ping").body()).isEqualTo("OK");
            assertThat(pull(daemon, "app")).contains("Status: Downloaded newer image");
            assertThat(daemon.client().get("/images/json").status()).isEqualTo(200);
        }
    }

    @Test
    void bigImagesPassThroughLittleMemory() throws IOException {
        registry.publish("library/big", "latest", image(IMAGE_MIB));
        try (DaemonProcess daemon = start("", "-Xmx96m", "-XX:MaxDirectMemorySize=64m")) {
            assertThat(pull(daemon, "big")).contains("Status: Downloaded newer image");
            Path archive = directory.resolve("archive.tar");
            long size = save(daemon, archive);
            assertThat(daemon.client().request("DELETE", "/images/big", "").status())
                    .isEqualTo(200);
            assertThat(load(daemon, archive)).contains("Loaded image: big:latest");
            long peak = daemon.peakMemory();
            System.out.printf(
                    "pull, save and load of %d MiB (archive of %d bytes): at most %.0f MB in"
                            + " memory%n",
                    IMAGE_MIB, size, peak / 1e6);
            assertThat(peak).isLessThan(256L * MIB);
        }
    }

    private static long save(DaemonProcess daemon, Path file) throws IOException {
        try (SocketChannel channel =
                        connect(daemon, "GET /images/big/get HTTP/1.0\r\nHost: x\r\n\r\n");
                var out =
                        Files.newByteChannel(
                                file,
                                java.nio.file.StandardOpenOption.CREATE,
                                java.nio.file.StandardOpenOption.WRITE)) {
            ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            boolean body = false;
            while (channel.read(buffer) >= 0) {
                buffer.flip();
                while (!body && buffer.hasRemaining()) {
                    head.write(buffer.get());
                    body = head.toString(US_ASCII).endsWith("\r\n\r\n");
                }
                out.write(buffer);
                buffer.clear();
            }
        }
        return Files.size(file);
    }

    private static String load(DaemonProcess daemon, Path file) throws IOException {
        try (SocketChannel channel =
                        connect(
                                daemon,
                                "POST /images/load HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                        + "Content-Type: application/x-tar\r\nContent-Length: "
                                        + Files.size(file)
                                        + "\r\n\r\n");
                var in = java.nio.channels.FileChannel.open(file)) {
            long at = 0;
            while (at < in.size()) {
                at += in.transferTo(at, in.size() - at, channel);
            }
            return answer(channel);
        }
    }

    private static String answer(SocketChannel channel) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(8192);
        try {
            while (channel.read(buffer) >= 0) {
                all.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
        } catch (IOException closedOnUs) {
            // What was said before is what counts.
        }
        return all.toString(US_ASCII);
    }

    /// Sends chunks until the daemon will have no more.
    ///
    /// @return its answer
    private static String sendForEver(DaemonProcess daemon, String head, String chunk)
            throws IOException {
        try (SocketChannel channel = connect(daemon, head)) {
            String framed = Integer.toHexString(chunk.length()) + "\r\n" + chunk + "\r\n";
            ByteBuffer bytes = ByteBuffer.wrap(framed.repeat(8).getBytes(US_ASCII));
            long sent = 0;
            try {
                while (sent < 4L << 30) {
                    sent += channel.write(bytes);
                    if (!bytes.hasRemaining()) {
                        bytes.rewind();
                    }
                }
            } catch (IOException refused) {
                return answer(channel);
            }
        }
        throw new AssertionError("it takes everything: " + head);
    }

    private static String head(String target, String type) {
        return "POST "
                + target
                + " HTTP/1.1\r\nHost: x\r\nContent-Type: "
                + type
                + "\r\nTransfer-Encoding: chunked\r\n\r\n";
    }

    @Test
    void bodiesWithoutEndAreRefusedByNameInBoundedMemory() throws IOException {
        try (DaemonProcess daemon = start("", "-Xmx96m", "-XX:MaxDirectMemorySize=64m")) {
            String spaces = " ".repeat(1 << 15);
            for (String target : List.of("/containers/create", "/auth", "/commit?container=x")) {
                assertThat(sendForEver(daemon, head(target, "application/json"), spaces))
                        .as(target)
                        .startsWith("HTTP/1.1 413 ")
                        .contains("larger than 4194304 bytes");
            }
            assertThat(
                            sendForEver(
                                    daemon,
                                    head("/images/create", "application/x-www-form-urlencoded"),
                                    spaces))
                    .startsWith("HTTP/1.1 413 ");
            assertThat(sendForEver(daemon, head("/build", "application/x-tar"), spaces))
                    .startsWith("HTTP/1.1 404 ");
            for (String target : List.of("/images/load", "/images/create?fromSrc=-&repo=e")) {
                assertThat(sendForEver(daemon, head(target, "application/x-tar"), spaces))
                        .as(target)
                        .startsWith("HTTP/1.1 ")
                        .contains("tar");
            }
            assertThat(daemon.peakMemory()).isLessThan(256L * MIB);
            assertThat(daemon.client().get("/images/json").body()).isEqualTo("[]\n");
        }
    }

    @Test
    void bodiesAndHeadersThatAreTooSlowAreRefused() throws IOException {
        try (DaemonProcess daemon = start("", "-Dvarve.body.seconds=1")) {
            try (SocketChannel body =
                            connect(
                                    daemon,
                                    head("/containers/create", "application/json") + "1\r\n{\r\n");
                    SocketChannel header = connect(daemon, "GET /_ping HTTP/1.1\r\nHo")) {
                assertThat(answer(body))
                        .startsWith("HTTP/1.1 408 ")
                        .contains("did not arrive within 1 s");
                assertThat(answer(header)).isEmpty();
            }
            assertThat(daemon.client().get("/_ping").body()).isEqualTo("OK");
        }
    }

    @Test
    void aSecondDaemonAndARootThatCannotBeWrittenAreRefusedByName() throws Exception {
        Path root = disk.path().resolve("root");
        try (DaemonProcess daemon = start("")) {
            assertThatThrownBy(() ->
                            DaemonProcess.start(root, directory.resolve("t"), registry.uri(), ""))
                    .hasMessageContaining("another varved is using it");
            assertThat(daemon.client().get("/_ping").body()).isEqualTo("OK");
            daemon.kill();
        }
        // The killed one has left its lock file, its socket and nothing that stands in the way.
        start("").close();
        Command.run(
                directory, java.util.Map.of(), "mount", "-o", "remount,ro", disk.path().toString());
        assertThatThrownBy(() -> start("")).hasMessageContaining("Read-only file system");
        Command.run(
                directory, java.util.Map.of(), "mount", "-o", "remount,rw", disk.path().toString());
    }

    @Test
    void aRootThatMovedIsUsedAsItIs() throws IOException {
        registry.publish("library/app", "latest", image(1));
        try (DaemonProcess daemon = start("")) {
            assertThat(pull(daemon, "app")).contains("Status: ");
        }
        Path moved = Files.move(disk.path().resolve("root"), disk.path().resolve("elsewhere"));
        try (DaemonProcess daemon =
                DaemonProcess.start(moved, directory.resolve("s"), registry.uri(), "")) {
            assertThat(daemon.client().get("/images/json").body()).contains("app:latest");
            Answer made =
                    daemon.client()
                            .request(
                                    "POST",
                                    "/containers/create?name=cc",
                                    "Content-Type: application/json\r\nContent-Length: 15\r\n\r\n"
                                            + "{\"Image\":\"app\"}");
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertThat(daemon.client().get("/containers/cc/changes").status()).isEqualTo(200);
            assertThat(daemon.client().post("/containers/cc/rename?name=dd").status())
                    .isEqualTo(204);
        }
    }
}
