package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.disk.Death;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What every storage driver must do about a process that dies between any two changes of the disk:
/// when the driver is opened again and has swept, each layer is there and whole or is gone, and
/// nothing else lies in its directory.
public abstract class DriverCrashContract extends StorageDriverContract {
    private static final TestTar BASE =
            new TestTar().file("f", "old").dir("d").file("d/inner", "x").symlink("s", "f");

    private interface Work {
        void run() throws IOException;
    }

    /// @param prepare what goes before, each time anew
    /// @param operation what is stopped
    /// @param judge looks at the driver that was opened again, and removes what was made
    private void dieAtEveryStep(Work prepare, Work operation, Work judge) throws IOException {
        Set<String> clean = TreeText.of(home).keySet();
        boolean done = false;
        int step = 0;
        while (!done) {
            prepare.run();
            Death death = new Death(++step);
            try (Seam.Watching _ = Seam.watch(home, death)) {
                done = survives(operation, death);
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
            assertThat(TreeText.of(home).keySet()).as("%s", death).isEqualTo(clean);
        }
        assertThat(step).as("steps").isGreaterThan(1);
    }

    private static boolean survives(Work operation, Death death) throws IOException {
        try {
            operation.run();
            return true;
        } catch (IOException e) {
            if (!death.happened()) {
                throw e;
            }
            return false;
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
