package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.disk.Death;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// What every storage driver must do about a process that dies between any two changes of the disk:
/// when the driver is opened again and has swept, each layer is there and whole or is gone, and
/// nothing else lies in its directory.
public abstract class DriverCrashContract extends StorageDriverContract {
    private static final TestTar BASE =
            new TestTar().file("f", "old").dir("d").file("d/inner", "x").symlink("s", "f");

    private interface Work {
        void run() throws IOException;
    }

    private static final long SEED = Long.getLong("varve.seed", 6);

    /// At how many steps of an operation the process dies, chosen at random; fewer than all for a
    /// driver that takes long for each.
    protected int deaths() {
        return Integer.MAX_VALUE;
    }

    /// Everything that the driver keeps, by name.
    protected Set<String> kept() throws IOException {
        return TreeText.of(home).keySet();
    }

    /// @param prepare what goes before, each time anew
    /// @param operation what is stopped
    /// @param judge looks at the driver that was opened again, and removes what was made
    private void dieAtEveryStep(Work prepare, Work operation, Work judge) throws IOException {
        Set<String> clean = kept();
        int steps = die(Death.NEVER, prepare, operation, judge, clean);
        assertThat(steps).as("steps").isPositive();
        List<Integer> points = new ArrayList<>(IntStream.rangeClosed(1, steps).boxed().toList());
        Collections.shuffle(points, new Random(SEED));
        points = points.subList(0, Math.min(steps, deaths()));
        System.out.printf(
                "%s: %d of %d steps, seed %d%n", driver.name(), points.size(), steps, SEED);
        for (int step : points) {
            die(step, prepare, operation, judge, clean);
        }
    }

    /// @return how many steps were made or tried
    private int die(int step, Work prepare, Work operation, Work judge, Set<String> clean)
            throws IOException {
        prepare.run();
        Death death = new Death(step);
        try (Seam.Watching _ = Seam.watch(home, death)) {
            runUntil(death, operation);
            death.now();
            driver.close();
        }
        driver = open(home);
        driver.sweepStaging();
        assertThat(driver.sweepStaging()).as("%s", death).isEmpty();
        try {
            judge.run();
        } catch (IOException e) {
            throw new IOException(death + ": " + e.getMessage(), e);
        }
        assertThat(kept()).as("%s", death).isEqualTo(clean);
        return death.steps();
    }

    private static void runUntil(Death death, Work operation) throws IOException {
        try {
            operation.run();
        } catch (IOException e) {
            if (!death.happened()) {
                throw e;
            }
        }
    }

    /// A base and a layer on it, with new keys each time.
    private final class Pair {
        private LayerKey base = LayerKey.random();
        private LayerKey top = LayerKey.random();

        void rename() {
            base = LayerKey.random();
            top = LayerKey.random();
        }

        void make() throws IOException {
            LayerApplier.apply(
                    BASE.stream(), driver.prepare(base, Optional.empty()), TarLimits.DEFAULT);
            TestTar own = new TestTar().file(".wh.s", "").file("d/own", "1");
            LayerApplier.apply(
                    own.stream(), driver.prepare(top, Optional.of(base)), TarLimits.DEFAULT);
            driver.commit(List.of(new CommittedLayer(base, "{}"), new CommittedLayer(top, "{}")));
        }

        /// What is there is whole, and no layer is there without its parent.
        void judge() throws IOException {
            List<LayerKey> there = driver.list();
            assertThat(there).isIn(List.of(), List.of(base), sorted(base, top));
            if (there.contains(base)) {
                Map<String, String> tree = tree(base);
                assertThat(tree).containsOnlyKeys("d", "d/inner", "f", "s");
                assertThat(tree.get("f")).contains("size=3");
                assertThat(driver.sidecar(base)).contains("{}");
            }
            if (there.contains(top)) {
                assertThat(tree(top)).containsOnlyKeys("d", "d/inner", "d/own", "f");
                assertThat(driver.sidecar(top)).contains("{}");
            }
            driver.remove(List.of(top, base));
            assertThat(driver.list()).isEmpty();
        }

        private List<LayerKey> sorted(LayerKey one, LayerKey other) {
            return one.value().compareTo(other.value()) < 0
                    ? List.of(one, other)
                    : List.of(other, one);
        }
    }

    @Test
    void aCrashWhileLayersAreMadeLeavesWholeOnesOrNothing() throws IOException {
        Pair pair = new Pair();
        dieAtEveryStep(pair::rename, pair::make, pair::judge);
    }

    @Test
    void aCrashWhileLayersAreRemovedLeavesWholeOnesOrNothing() throws IOException {
        Pair pair = new Pair();
        dieAtEveryStep(
                () -> {
                    pair.rename();
                    pair.make();
                },
                () -> driver.remove(List.of(pair.top, pair.base)),
                pair::judge);
    }

    /// A writable layer with a new key each time.
    private final class Writable {
        private final LayerKey base;
        private LayerKey key = LayerKey.random();

        Writable(LayerKey base) {
            this.base = base;
        }

        void rename() {
            key = LayerKey.random();
        }

        void create() throws IOException {
            driver.createWritable(key, Optional.of(base), WritableSpec.unlimited("{\"w\":1}"));
        }

        void judge() throws IOException {
            assertThat(driver.list()).containsExactly(base);
            assertThat(driver.listWritable()).isIn(List.of(), List.of(key));
            if (!driver.listWritable().isEmpty()) {
                boolean attached = driver.isAttached(key);
                assertThat(driver.attach(key).resolve("d/inner")).hasContent("x");
                assertThat(driver.isAttached(key)).isTrue();
                driver.detach(key);
                assertThat(driver.isAttached(key)).as("was attached: %s", attached).isFalse();
                assertThat(driver.changes(key)).isEmpty();
            }
            driver.remove(List.of(key));
            assertThat(driver.listWritable()).isEmpty();
        }

        void judgeThatItIsThere() throws IOException {
            assertThat(driver.listWritable()).containsExactly(key);
            judge();
        }
    }

    @Test
    void aCrashWhileAWritableLayerIsMadeLeavesAWholeOneOrNothing() throws IOException {
        Writable layer = new Writable(committed(Optional.empty(), BASE));
        dieAtEveryStep(layer::rename, layer::create, layer::judge);
    }

    @Test
    void aCrashWhileAWritableLayerIsRemovedLeavesAWholeOneOrNothing() throws IOException {
        Writable layer = new Writable(committed(Optional.empty(), BASE));
        dieAtEveryStep(
                () -> {
                    layer.rename();
                    layer.create();
                },
                () -> driver.remove(List.of(layer.key)),
                layer::judge);
    }

    @Test
    void aCrashWhileAWritableLayerIsAttachedOrDetachedKeepsIt() throws IOException {
        Writable layer = new Writable(committed(Optional.empty(), BASE));
        Work make =
                () -> {
                    layer.rename();
                    layer.create();
                };
        dieAtEveryStep(make, () -> driver.attach(layer.key), layer::judgeThatItIsThere);
        dieAtEveryStep(
                () -> {
                    make.run();
                    driver.attach(layer.key);
                },
                () -> driver.detach(layer.key),
                layer::judgeThatItIsThere);
    }

    @Test
    void aCrashWhileStagedLayersAreSweptLosesNothingElse() throws IOException {
        LayerKey kept = committed(Optional.empty(), BASE);
        dieAtEveryStep(
                () -> staged(Optional.of(kept), new TestTar().file("g", "x").dir("e/e")),
                () -> driver.sweepStaging(),
                () -> assertThat(tree(kept)).containsOnlyKeys("d", "d/inner", "f", "s"));
    }
}
