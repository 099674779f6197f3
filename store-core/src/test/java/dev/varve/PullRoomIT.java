package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.NoSpace;
import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Pulls on a disk that is small.
class PullRoomIT {
    private static final int MIB = 1 << 20;

    @TempDir Path directory;

    private static TestImage image(int mebibytes) {
        byte[] content = new byte[mebibytes * MIB];
        new Random(3).nextBytes(content);
        return TestImage.builder()
                .layer(TestLayer.gzip(TarBuilder.pax().file("content", content)))
                .build();
    }

    private static List<Path> paths(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.sorted().toList();
        }
    }

    @Test
    void whatCannotFitIsRefusedAtOnceWithFiguresAndLeavesNothing() throws IOException {
        try (LoopDisk disk = LoopDisk.ext4(directory, 64L * MIB);
                EngineFixture store = new EngineFixture(disk.path().resolve("root"), "overlay2")) {
            store.registry.publish("library/app", "latest", image(80));
            store.registry.publish("library/twice", "latest", image(30));
            List<Path> before = paths(store.root());

            long start = System.nanoTime();
            assertThatThrownBy(() -> store.pull("app"))
                    .isInstanceOf(NoSpace.class)
                    .hasMessageContaining("no space left on device")
                    .hasMessageMatching(
                            "(?s).*needs 83\\.9 MB .* at least 75\\.5 MB .* has [0-9.]+ MB free.*");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(1));

            assertThatThrownBy(() -> store.pull("twice"))
                    .as("30 MiB compressed and as much unpacked do not fit into what is free")
                    .isInstanceOf(NoSpace.class)
                    .hasMessageContaining("31.5 MB");
            assertThat(paths(store.root())).isEqualTo(before);
            assertThat(store.blobRequests()).as("the configs alone were fetched").isEqualTo(2);
        }
    }

    @Test
    void whatJustFitsIsPulled() throws IOException {
        try (LoopDisk disk = LoopDisk.ext4(directory, 64L * MIB);
                EngineFixture store = new EngineFixture(disk.path().resolve("root"), "overlay2")) {
            store.registry.publish("library/app", "latest", image(20));
            store.pull("app");
            assertThat(store.names()).containsExactly("app:latest");
        }
    }
}
