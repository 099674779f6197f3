package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.archive.ImportRequest;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageFilters;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.reference.ReferenceParser;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.space.Allocation;
import dev.varve.storage.space.FreeSpace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Every amount of free space between none and enough, and a store that is used on when there is
/// none. `-Dvarve.full.steps=64` makes as many steps as the promise speaks of.
final class FullDiskIT {
    private static final int MIB = 1 << 20;
    private static final int STEPS = Integer.getInteger("varve.full.steps", 8);
    private static final int ENOUGH_INODES = 20_000;

    /// What directories and SQLite's files may have grown by, which never shrink.
    private static final long GROWTH = 128 << 10;

    private static final TestImage IMAGE = image(1, 5 * MIB, 150);
    private static final TestImage KEPT = image(2, MIB, 20);

    @TempDir Path directory;
    private LoopDisk disk;
    private EngineFixture store;
    private int ballasts;

    private static TestImage image(int seed, int bytes, int files) {
        Random random = new Random(seed);
        TestImage.Builder image = TestImage.builder().label("seed", "" + seed).cmd("x");
        for (int layer = 0; layer < 2; layer++) {
            byte[] content = new byte[bytes / 2];
            random.nextBytes(content);
            TarBuilder tar = TarBuilder.pax().file("content-" + layer, content);
            for (int file = 0; file < files; file++) {
                tar.file("small-" + layer + "-" + file, "s".repeat(random.nextInt(5000)));
            }
            image.layer(TestLayer.gzip(tar));
        }
        return image.build();
    }

    private void open(long bytes, int inodes) throws IOException {
        disk = LoopDisk.ext4(directory, bytes, inodes);
        store = new EngineFixture(disk.path().resolve("root"), "overlay2");
        store.registry.publish("library/app", "latest", IMAGE);
        store.registry.publish("library/kept", "latest", KEPT);
    }

    @AfterEach
    void close() throws IOException {
        try {
            store.close();
        } finally {
            disk.close();
        }
    }

    private List<String> paths() throws IOException {
        Path root = store.root();
        try (Stream<Path> all = Files.walk(root)) {
            return all.map(path -> root.relativize(path).toString())
                    .filter(path -> !path.startsWith(".index.json"))
                    .sorted()
                    .toList();
        }
    }

    private long free() throws IOException {
        return FreeSpace.of(disk.path()).bytes();
    }

    private void sync() throws IOException {
        try {
            assertThat(new ProcessBuilder("sync", "-f", disk.path().toString()).start().waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /// Takes room until only so much is left.
    private void leave(long bytes) throws IOException {
        sync();
        for (long unit = 4L * MIB; unit >= 4096; unit /= 4) {
            while (free() - bytes >= unit && take(unit)) {}
        }
    }

    private boolean take(long bytes) throws IOException {
        try {
            Allocation.grow(ballast().resolve("b" + ballasts++), bytes);
            return true;
        } catch (LinuxException full) {
            return false;
        }
    }

    private Path ballast() throws IOException {
        return Files.createDirectories(disk.path().resolve("ballast"));
    }

    private void giveBack() throws IOException {
        try (Stream<Path> files = Files.list(ballast())) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        sync();
    }

    private interface Operation {
        void run() throws IOException;
    }

    /// @param need room that the operation takes on the way
    private void walk(long need, Operation operation, String made) throws IOException {
        store.pull("kept");
        operation.run();
        store.engine.remover().remove(made, true, false);
        int succeeded = 0;
        for (int step = 0; step < STEPS; step++) {
            giveBack();
            List<String> before = paths();
            leave(need * 11 / 10 * step / (STEPS - 1));
            long free = free();
            String at = "step " + step + ", " + free + " bytes free";
            try {
                operation.run();
                succeeded++;
                assertThat(store.names()).as(at).contains(made + ":latest");
                store.engine.remover().remove(made, true, false);
            } catch (NoSpace e) {
                assertThat(e).as(at).hasMessageContaining("no space left on device");
                assertThat(e).as(at).hasMessageMatching("(?s).*" + store.root() + " has .* free.*");
                assertNothingLeft(e, before, free, at);
            }
            assertThat(store.names()).as(at).containsExactly("kept:latest");
            removeAtZero(at);
            giveBack();
            store.pull("kept");
            assertThat(store.engine.check().run()).as(at).isEmpty();
            store.engine.pruner().prune(ImageFilters.NONE);
        }
        System.out.printf(
                "%s: %d steps to %d bytes, %d succeeded, the others were refused%n",
                made, STEPS, need * 11 / 10, succeeded);
        assertThat(succeeded).isBetween(1, STEPS - 1);
    }

    /// Nothing but parts of the download, which the message names.
    private void assertNothingLeft(NoSpace failure, List<String> before, long free, String at)
            throws IOException {
        List<String> left = new ArrayList<>(paths());
        left.removeAll(before);
        long partial = 0;
        for (String path : left) {
            assertThat(path).as(at).startsWith("ingest/");
            partial += Files.size(store.root().resolve(path)) + 4096;
        }
        if (partial > 0) {
            assertThat(failure).as(at).hasMessageContaining("(kept ");
        }
        sync();
        assertThat(free - free() - partial).as(at).isLessThan(GROWTH);
    }

    private void removeAtZero(String at) throws IOException {
        leave(0);
        assertThat(free()).as(at).isLessThan(4096);
        store.engine.pruner().prune(ImageFilters.NONE);
        store.engine.remover().remove("kept", false, false);
        assertThat(store.names()).as(at).isEmpty();
        sync();
        assertThat(free() + reserved()).as(at).isGreaterThan(9L * MIB);
    }

    private long reserved() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(store.root().resolve("reserve"))) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
            }
        }
        return bytes;
    }

    @Test
    void aPullWithAnyAmountOfRoomSucceedsOrLeavesNothing() throws IOException {
        open(64L * MIB, ENOUGH_INODES);
        walk(14L * MIB, () -> store.pull("app"), "app");
    }

    @Test
    void anImportWithAnyAmountOfRoomSucceedsOrLeavesNothing() throws IOException {
        open(160L * MIB, ENOUGH_INODES);
        byte[] tar = IMAGE.layers().getFirst().tar();
        walk(
                72L * MIB,
                () ->
                        store.engine
                                .importer()
                                .importStream(
                                        new ImportRequest(
                                                Optional.of(
                                                        ReferenceParser.parseNormalized("flat")
                                                                .withDefaultTag()),
                                                "",
                                                DockerfileChanges.parse(List.of()),
                                                Optional.empty()),
                                        new ByteArrayInputStream(tar)),
                "flat");
    }

    @Test
    void aLoadWithAnyAmountOfRoomSucceedsOrLeavesNothing() throws IOException {
        open(160L * MIB, ENOUGH_INODES);
        byte[] archive = Archives.docker24(IMAGE, "app:latest").build();
        walk(78L * MIB, () -> Archives.load(store, archive), "app");
    }

    @Test
    void aStoreOnAFullDiskOpensAndGivesRoomBack() throws IOException {
        open(64L * MIB, ENOUGH_INODES);
        store.pull("app");
        store.pull("kept");
        leave(0);
        store.engine.close();
        leave(0);
        assertThat(free()).isLessThan(4096);
        store.reopenAfterClose();
        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "kept:latest");
        leave(0);
        store.engine.remover().remove("kept", false, false);
        leave(0);
        store.engine.remover().remove("app", false, false);
        assertThat(store.names()).isEmpty();
        assertThat(free()).isGreaterThan(5L * MIB);
    }

    /// Empty files until there can be no more.
    private void takeAllInodes() throws IOException {
        while (FreeSpace.of(disk.path()).inodes() > 0) {
            Files.createFile(ballast().resolve("i" + ballasts++));
        }
    }

    @Test
    void withoutInodesAPullIsRefusedAndRemovalAndRestartWork() throws IOException {
        open(64L * MIB, 700);
        store.pull("kept");
        List<String> before = paths();
        assertThatThrownBy(
                        () -> {
                            store.pull("app");
                            store.engine.remover().remove("app", false, false);
                            takeAllInodes();
                            store.pull("app");
                        })
                .isInstanceOf(NoSpace.class)
                .hasMessageContaining("0 inodes free");
        store.engine.pruner().prune(ImageFilters.NONE);
        assertThat(paths()).containsExactlyElementsOf(before);
        takeAllInodes();
        store.engine.close();
        takeAllInodes();
        store.reopenAfterClose();
        takeAllInodes();
        store.engine.remover().remove("kept", false, false);
        assertThat(store.names()).isEmpty();
        assertThat(FreeSpace.of(disk.path()).inodes()).isGreaterThan(20);
    }
}
