package dev.varve.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.LoopbackRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The same over and over again: nothing grows. `-Dvarve.soak.cycles=2000` goes on for as long as
/// the promise speaks of.
final class SoakIT {
    private static final int CYCLES = Integer.getInteger("varve.soak.cycles", 30);
    private static final int WARM_UP = Math.max(20, CYCLES / 4);
    private static final double STEADY = CYCLES < 1000 ? 15 : 5;
    private static final String ALL = "%7B%22dangling%22%3A%5B%22false%22%5D%7D";

    @TempDir Path directory;

    private static TestImage image() {
        TestImage.Builder image = TestImage.builder().cmd("x");
        for (int layer = 0; layer < 3; layer++) {
            TarBuilder tar = TarBuilder.pax();
            for (int file = 0; file < 20; file++) {
                tar.file("f-" + layer + "-" + file, ("" + file).repeat(3000));
            }
            image.layer(TestLayer.gzip(tar));
        }
        return image.build();
    }

    private static List<String> paths(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(path -> root.relativize(path).toString())
                    .filter(path -> !path.startsWith(".index.json"))
                    .sorted()
                    .toList();
        }
    }

    private static void cycle(RawClient client, int number) throws IOException {
        assertThat(client.post("/images/create?fromImage=app&tag=latest").body())
                .contains("Status: Downloaded newer image");
        assertThat(client.post("/images/app/tag?repo=other&tag=v" + number).status())
                .isEqualTo(201);
        assertThat(client.request("DELETE", "/images/app:latest", "").status()).isEqualTo(200);
        assertThat(client.post("/images/prune?filters=" + ALL).body())
                .contains("\"Untagged\":\"other:v" + number + "\"");
    }

    @Test
    void nothingGrowsWhenImagesComeAndGo() throws IOException {
        try (LoopDisk disk = LoopDisk.ext4(directory, 256L << 20);
                LoopbackRegistry registry = LoopbackRegistry.start()) {
            registry.publish("library/app", "latest", image());
            Path root = disk.path().resolve("root");
            try (DaemonProcess daemon =
                    DaemonProcess.start(root, directory.resolve("s"), registry.uri(), "")) {
                for (int i = 0; i < WARM_UP; i++) {
                    cycle(daemon.client(), i);
                }
                List<String> paths = paths(root);
                int files = daemon.openFiles();
                long memory = daemon.memory();
                for (int i = 0; i < CYCLES; i++) {
                    cycle(daemon.client(), i);
                }
                long after = daemon.memory();
                System.out.printf(
                        "%d cycles after %d: %d paths, then %d; %d open files, then %d; %.1f MB in"
                                + " memory, then %.1f%n",
                        CYCLES,
                        WARM_UP,
                        paths.size(),
                        paths(root).size(),
                        files,
                        daemon.openFiles(),
                        memory / 1e6,
                        after / 1e6);
                assertThat(paths(root)).isEqualTo(paths);
                assertThat(daemon.openFiles()).isCloseTo(files, withinPercentage(5));
                if (after > memory) {
                    assertThat(after).isCloseTo(memory, withinPercentage(STEADY));
                }
            }
        }
    }
}
