package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.linux.Mounts;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What every storage driver must do. A driver's test extends it and answers what it can.
public abstract class StorageDriverContract {
    @TempDir protected Path temp;
    protected Path home;
    protected StorageDriver driver;

    /// Opens the driver under test on a directory, which may hold layers already.
    protected abstract StorageDriver open(Path home) throws IOException;

    /// How many layers the driver can stack at least.
    protected abstract int depth();

    /// Whether a view is a mount of its own, which is gone after the last one is closed.
    protected abstract boolean mounts();

    /// Whether times on the file system of the layers have fractions of a second.
    protected boolean keepsFractionsOfSeconds() {
        return true;
    }

    /// Whether devices can be made, and files given to any owner. Without root a file stands for a
    /// device.
    protected boolean privileged() {
        return true;
    }

    /// The directory to put the driver's own into, on a file system that the driver can use; below
    /// `temp`, or nobody sees what stays mounted.
    protected Path place() throws IOException {
        return temp;
    }

    @BeforeEach
    void openDriver() throws IOException {
        home = place().resolve("home");
        driver = open(home);
    }

    @AfterEach
    void closeDriver() throws IOException {
        driver.close();
        assertThat(Mounts.below(place().toRealPath())).isEmpty();
    }

    protected LayerKey staged(Optional<LayerKey> parent, TestTar tar) throws IOException {
        LayerKey key = LayerKey.random();
        LayerApplier.apply(tar.stream(), driver.prepare(key, parent), TarLimits.DEFAULT);
        return key;
    }

    protected LayerKey committed(Optional<LayerKey> parent, TestTar tar) throws IOException {
        LayerKey key = staged(parent, tar);
        driver.commit(List.of(new CommittedLayer(key, "{}")));
        return key;
    }

    protected Map<String, String> tree(LayerKey key) throws IOException {
        try (RootfsMount view = driver.mount(key)) {
            return TreeText.of(view.path());
        }
    }

    @Test
    void layersShowTheirParentsAndTheirOwn() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("a", "1").file("b", "1"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("b", "22").file("c", "3"));
        assertThat(tree(base).keySet()).containsExactly("a", "b");
        assertThat(tree(top).keySet()).containsExactly("a", "b", "c");
        assertThat(tree(base).get("b")).contains("size=1");
        assertThat(tree(top).get("b")).contains("size=2");
    }

    @Test
    void aReplacedLayerHasTheFreshFilesAndWhatLiesOnItStaysOnIt() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("a", "1").file("b", "1"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("c", "3"));
        LayerKey fresh = committed(Optional.empty(), new TestTar().file("a", "22"));
        if (!driver.replacesLayers()) {
            assertThatThrownBy(() -> driver.replace(base, Optional.empty(), fresh))
                    .isInstanceOf(UnsupportedOperationException.class);
            return;
        }
        Map<String, String> wanted = tree(fresh);
        driver.replace(base, Optional.empty(), fresh);
        driver.remove(List.of(fresh));
        for (int opened = 0; opened < 2; opened++) {
            assertThat(driver.list()).containsExactlyInAnyOrder(base, top);
            assertThat(driver.flaws(base, Optional.empty())).isEmpty();
            assertThat(driver.flaws(top, Optional.of(base))).isEmpty();
            assertThat(tree(base)).isEqualTo(wanted);
            assertThat(tree(top).keySet())
                    .isEqualTo(
                            driver.layersAreIndependent()
                                    ? Set.of("a", "c")
                                    : Set.of("a", "b", "c"));
            driver.close();
            driver = open(home);
        }
    }

    @Test
    void whiteoutsAndOpaqueDirectoriesHideWhatIsBelow() throws IOException {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar()
                                .file("gone", "1")
                                .file("dir/gone", "1")
                                .file("dir/kept", "1")
                                .file("tree/x/y", "1")
                                .file("opaque/old", "1")
                                .file("opaque/sub/old", "1")
                                .file("again/old", "1"));
        LayerKey top =
                committed(
                        Optional.of(base),
                        new TestTar()
                                .file(".wh.gone", "")
                                .file("dir/.wh.gone", "")
                                .file(".wh.tree", "")
                                .file("opaque/early", "2")
                                .file("opaque/.wh..wh..opq", "")
                                .file("opaque/sub/new", "2")
                                .file(".wh.again", "")
                                .file("again/new", "2"));
        assertThat(tree(top).keySet())
                .containsExactly(
                        "again",
                        "again/new",
                        "dir",
                        "dir/kept",
                        "opaque",
                        "opaque/early",
                        "opaque/sub",
                        "opaque/sub/new");
        assertThat(tree(base)).containsKeys("gone", "dir/gone", "tree/x/y", "opaque/sub/old");
    }

    @Test
    void everyKindOfEntryIsKeptThroughLayers() throws IOException {
        TestTar tar =
                new TestTar()
                        .owner(1000, 65534)
                        .pax("mtime", "1500000000.000000001")
                        .pax("SCHILY.xattr.user.k", new byte[] {0, 1, (byte) 0xff})
                        .file("suid", 06755, TestTar.latin1("x"))
                        .dir("sticky", 01777)
                        .symlink("link", "no/where")
                        .hardLink("hard", "suid")
                        .fifo("pipe")
                        .device("null", '3', 1, 3)
                        .device("disk", '4', 8, 300)
                        .file("\u00e9\u00ff", "latin");
        LayerKey base = committed(Optional.empty(), tar);
        LayerKey top = committed(Optional.of(base), new TestTar().file("other", ""));
        Map<String, String> below = tree(base);
        assertThat(below.get("suid"))
                .startsWith(
                        keepsFractionsOfSeconds()
                                ? "106755 1000:65534 t=1500000000.1 =hard"
                                : "106755 1000:65534 t=1500000000.0 =hard")
                .endsWith("{user.k=0001ff}");
        assertThat(below.get("sticky")).isEqualTo("41777 1000:65534");
        assertThat(below.get("link")).contains("-> no/where");
        assertThat(below.get("pipe")).startsWith("10640");
        assertThat(below.get("null"))
                .endsWith(privileged() ? "dev=259" : "{user.varve.device=6320312033}");
        assertThat(below).containsKey("\\xe9\\xff");
        Map<String, String> above = tree(top);
        assertThat(above.remove("other")).isNotNull();
        assertThat(above).isEqualTo(below);
    }

    @Test
    void aDirectoryTakesTheAttributesOfTheTopmostLayer() throws IOException {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar()
                                .pax("SCHILY.xattr.user.old", "x")
                                .dir("d", 0700)
                                .file("d/f", ""));
        LayerKey top = committed(Optional.of(base), new TestTar().owner(8, 9).dir("d", 0711));
        assertThat(tree(top).get("d")).isEqualTo("40711 8:9");
        assertThat(tree(top)).containsKey("d/f");
    }

    @Test
    void deepTreesAreMadeCopiedAndRemoved() throws IOException {
        String deep = "d/".repeat(1500);
        LayerKey base =
                committed(Optional.empty(), new TestTar().pax("path", deep + "f").file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "y"));
        assertThat(driver.usage(base)).isEqualTo(new DiskUsage(1, 1502));
        driver.remove(List.of(top, base));
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void manyLayersStack() throws IOException {
        List<CommittedLayer> batch = new ArrayList<>();
        Optional<LayerKey> parent = Optional.empty();
        for (int i = 0; i < depth(); i++) {
            LayerKey key = staged(parent, new TestTar().file("f" + i, "x").file("top", "" + i));
            batch.add(new CommittedLayer(key, "{}"));
            parent = Optional.of(key);
        }
        driver.commit(batch);
        try (RootfsMount view = driver.mount(parent.orElseThrow())) {
            assertThat(view.path().toFile().list()).hasSize(depth() + 1);
            assertThat(view.path().resolve("top")).hasContent("" + (depth() - 1));
        }
    }

    @Test
    void committedLayersDescribeThemselvesAndAreListed() throws IOException {
        LayerKey key = staged(Optional.empty(), new TestTar().file("f", "x"));
        assertThat(driver.list()).isEmpty();
        assertThat(driver.sidecar(key)).isEmpty();
        driver.commit(List.of(new CommittedLayer(key, "{\"é\":1}")));
        assertThat(driver.list()).containsExactly(key);
        driver.close();
        driver = open(home);
        assertThat(driver.sidecar(key)).contains("{\"é\":1}");
        assertThat(driver.sidecar(LayerKey.random())).isEmpty();
    }

    @Test
    void whatWasNotCommittedIsSweptAfterACrash() throws IOException {
        LayerKey kept = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey lost = staged(Optional.of(kept), new TestTar().file("g", "x").dir("d/e"));
        driver.close();
        driver = open(home);
        assertThat(driver.list()).containsExactly(kept);
        assertThat(driver.sweepStaging()).containsExactly(lost);
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(home.resolve("staging").toFile().list()).isEmpty();
        assertThat(tree(kept)).containsKey("f");
    }

    @Test
    void commitOfALayerThatWasNotPreparedChangesNothing() throws IOException {
        LayerKey good = staged(Optional.empty(), new TestTar().file("f", "x"));
        assertThatThrownBy(() ->
                        driver.commit(
                                List.of(
                                        new CommittedLayer(good, "{}"),
                                        new CommittedLayer(LayerKey.random(), "{}"))))
                .isInstanceOf(IOException.class);
        assertThat(driver.list()).isEmpty();
    }

    @Test
    void aParentMustExist() {
        assertThatThrownBy(() -> driver.prepare(LayerKey.random(), Optional.of(LayerKey.random())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such layer");
    }

    @Test
    void removalIsIdempotentAndLeavesNothing() throws IOException {
        Map<String, String> empty = TreeText.of(home);
        LayerKey base = committed(Optional.empty(), new TestTar().file("d/\u00ff", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file(".wh.d", ""));
        LayerKey prepared = staged(Optional.of(base), new TestTar().file("f", "x"));
        driver.remove(List.of(prepared, top, base, LayerKey.random()));
        driver.remove(List.of(prepared, top, base));
        assertThat(driver.list()).isEmpty();
        assertThat(TreeText.of(home)).isEqualTo(empty);
    }

    @Test
    void removalDetachesWhatIsMounted() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        RootfsMount view = driver.mount(top);
        driver.remove(List.of(top, base));
        assertThat(view.path()).doesNotExist();
        view.close();
    }

    @Test
    void usageIsThatOfTheLayerAlone() throws IOException {
        LayerKey base =
                committed(Optional.empty(), new TestTar().file("a", "12345").hardLink("b", "a"));
        LayerKey top =
                committed(Optional.of(base), new TestTar().file("d/c", "123").symlink("s", "ab"));
        assertThat(driver.usage(base).bytes()).isEqualTo(5);
        assertThat(driver.usage(top).bytes()).isEqualTo(5);
    }

    @Test
    void viewsAreSharedAndCounted() throws Exception {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        RootfsMount held = driver.mount(top);
        Path path = held.path();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            List<Future<Integer>> counts = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                counts.add(pool.submit(() -> tree(top).size()));
            }
            for (Future<Integer> count : counts) {
                assertThat(count.get()).isEqualTo(2);
            }
        }
        assertThat(path.resolve("g")).exists();
        held.close();
        held.close();
        assertThat(Files.exists(path)).isEqualTo(!mounts());
    }

    @Test
    void viewsThatADeadProcessLeftMountedAreDetached() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        RootfsMount stale = driver.mount(top);
        StorageDriver second = open(home);
        assertThat(Mounts.below(home)).isEmpty();
        try (RootfsMount view = second.mount(top)) {
            assertThat(view.path().resolve("f")).exists();
        }
        second.close();
        assertThat(stale.path())
                .satisfies(path -> assertThat(Files.exists(path)).isEqualTo(!mounts()));
        driver = open(home);
    }

    @Test
    void theProcesssUmaskDoesNotMatter() throws Exception {
        LayerKey key =
                committed(
                        Optional.empty(),
                        new TestTar().file("f", 0666, new byte[0]).dir("d", 0777).fifo("p"));
        Map<String, String> tree = tree(key);
        assertThat(tree.get("f")).startsWith("100666");
        assertThat(tree.get("d")).startsWith("40777");
    }
}
