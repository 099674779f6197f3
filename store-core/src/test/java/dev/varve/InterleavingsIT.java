package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.random.Dice;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Random schedules of operations at once. `-Dvarve.interleavings=N` runs another number of them,
/// `-Dvarve.seed=N` another series.
class InterleavingsIT {
    private static final int COUNT = Integer.getInteger("varve.interleavings", 10_000);
    private static final long SEED = Long.getLong("varve.seed", System.nanoTime());

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"overlay2", "vfs"})
    void nothingIsLostWhateverRunsAtOnce(String driver) throws Exception {
        System.out.printf("interleavings: %s: series %d%n", driver, SEED);
        long start = System.nanoTime();
        int count = COUNT / 2;
        try (ExecutorService pool = Executors.newCachedThreadPool();
                InterleavedStore store = new InterleavedStore(directory.resolve("s"), driver)) {
            for (int i = 1; i <= count; i++) {
                run(store, SEED + i, pool);
                if (i % 50 == 0) {
                    checkWhole(store, SEED + i);
                }
                if (i % 200 == 0) {
                    assertThat(store.emptied()).as("kept by nobody, seed %d", SEED + i).isEmpty();
                }
            }
        }
        System.out.printf(
                "interleavings: %s: %d, nothing lost, %d ms%n",
                driver,
                count,
                (System.nanoTime() - start) / 1_000_000);
    }

    private static void run(InterleavedStore store, long seed, ExecutorService pool)
            throws InterruptedException {
        Interleaving interleaving = new Interleaving(store, new Dice(seed));
        assertThat(interleaving.run(pool)).as("seed %d: %s", seed, interleaving).isEmpty();
    }

    private static void checkWhole(InterleavedStore store, long seed) throws IOException {
        try {
            store.assertSound();
        } catch (AssertionError e) {
            throw new AssertionError("at most 50 schedules before seed " + seed, e);
        }
    }
}
