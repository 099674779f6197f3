package dev.varve.storage.zfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.fixtures.disk.ZfsPool;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.LayerKey;
import dev.varve.storage.ProbeDeaths;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.NoSpaceException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeRemover;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/// What is special about layers that are datasets.
final class ZfsLayersTest {
    private static final int MIB = 1 << 20;
    private static ZfsPool pool;

    @TempDir Path temp;
    private String parent = "";
    private Path home = Path.of("/");
    private StorageDriver driver;

    @BeforeAll
    static void createPool(@TempDir Path directory) throws IOException {
        pool = ZfsPool.create(directory, 1L << 30);
    }

    @AfterAll
    static void destroyPool() throws IOException {
        pool.close();
    }

    @BeforeEach
    void openDriver() throws IOException {
        parent = pool.dataset("t" + Long.toHexString(System.nanoTime()));
        home = temp.resolve("root/zfs");
        Files.createDirectory(home.getParent());
        driver = ZfsDriver.open(home, named(parent));
    }

    @AfterEach
    void closeDriver() throws IOException {
        driver.close();
        assertThat(Mounts.below(temp.toRealPath())).isEmpty();
    }

    private static DriverOptions named(String dataset) throws IOException {
        return DriverOptions.parse(List.of("zfs.fsname=" + dataset));
    }

    private static void fill(Path file, int bytes) throws IOException {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        try (Fd fd = Open.at(Fd.CWD, Open.bytes(file), Open.O_WRONLY | Open.O_CREAT, 0600)) {
            fd.write(content, 0, bytes);
        }
    }

    private LayerKey layer(Optional<LayerKey> below, int bytes) throws IOException {
        LayerKey key = LayerKey.random();
        fill(driver.prepare(key, below).root().resolve("f" + bytes), bytes);
        driver.commit(List.of(new CommittedLayer(key, "{}")));
        return key;
    }

    private LayerKey writable(LayerKey below, OptionalLong limit) throws IOException {
        LayerKey key = LayerKey.random();
        driver.createWritable(key, Optional.of(below), new WritableSpec("{}", limit));
        return key;
    }

    private long used() throws IOException {
        String text = ZfsPool.run("zfs", "get", "-Hp", "-o", "value", "used", parent);
        return Long.parseLong(text.strip());
    }

    private boolean hasDataset(LayerKey key) throws IOException {
        return ZfsPool.run("zfs", "list", "-H", "-o", "name", "-r", parent).contains(key.value());
    }

    @Test
    void aSizeLimitCountsWhatIsWrittenAndNotWhatIsBelow() throws IOException {
        LayerKey image = layer(Optional.empty(), 20 * MIB);
        LayerKey limited = writable(image, OptionalLong.of(10 * MIB));
        Path root = driver.attach(limited);
        fill(root.resolve("fits"), 4 * MIB);
        assertThatThrownBy(() -> fill(root.resolve("grows"), 64 * MIB))
                .isInstanceOf(NoSpaceException.class);
        assertThat(Files.size(root.resolve("grows"))).isLessThan(32 * MIB);
        driver.detach(limited);
        LayerKey free = writable(image, OptionalLong.empty());
        fill(driver.attach(free).resolve("grows"), 64 * MIB);
        driver.detach(free);
    }

    @Test
    void layersShareTheBlocksOfTheirParents() throws IOException {
        LayerKey image = layer(Optional.empty(), 20 * MIB);
        long before = used();
        LayerKey top = layer(Optional.of(image), 1);
        for (int i = 0; i < 3; i++) {
            writable(top, OptionalLong.empty());
        }
        assertThat(before).isGreaterThan(20 * MIB);
        assertThat(used() - before).isLessThan(2 * MIB);
    }

    @Test
    void aFullPoolIsSaidAndLayersCanBeRemoved(@TempDir Path directory) throws IOException {
        try (ZfsPool small = ZfsPool.create(directory, 96 * MIB)) {
            StorageDriver full = ZfsDriver.open(directory.resolve("zfs"), named(small.name()));
            LayerKey key = LayerKey.random();
            Path root = full.prepare(key, Optional.empty()).root();
            assertThatThrownBy(() -> fill(root.resolve("big"), 128 * MIB))
                    .isInstanceOf(NoSpaceException.class);
            full.remove(List.of(key));
            LayerKey after = LayerKey.random();
            fill(full.prepare(after, Optional.empty()).root().resolve("f"), 20 * MIB);
            full.commit(List.of(new CommittedLayer(after, "{}")));
            assertThat(full.list()).containsExactly(after);
            full.close();
        }
    }

    @Test
    void aCrashBetweenAnyTwoStepsOfACommitLosesTheLayerOnly() throws IOException {
        LayerKey kept = layer(Optional.empty(), 1);
        LayerKey marked = LayerKey.random();
        Files.createFile(home.resolve("staging").resolve(marked.value()));
        LayerKey made = LayerKey.random();
        driver.prepare(made, Optional.of(kept));
        LayerKey frozen = LayerKey.random();
        driver.prepare(frozen, Optional.of(made));
        ZfsPool.run("zfs", "snapshot", parent + "/" + frozen + "@varve");
        Files.writeString(home.resolve("meta").resolve(frozen + ".json"), "{}");
        driver.close();
        driver = ZfsDriver.open(home, named(parent));
        assertThat(driver.list()).containsExactly(kept);
        assertThat(driver.sweepStaging()).containsExactlyInAnyOrder(marked, made, frozen);
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(hasDataset(made) || hasDataset(frozen)).isFalse();
        assertThat(home.resolve("staging")).isEmptyDirectory();
        assertThat(home.resolve("meta").toFile().list()).containsExactly(kept + ".json");
        assertThat(driver.list()).containsExactly(kept);
    }

    @Test
    void aDatasetWithoutASidecarIsListedAndASidecarWithoutADatasetIsSwept() throws IOException {
        LayerKey bare = layer(Optional.empty(), 1);
        LayerKey lost = layer(Optional.empty(), 1);
        LayerKey container = writable(bare, OptionalLong.empty());
        Files.delete(home.resolve("meta").resolve(bare + ".json"));
        ZfsPool.run("zfs", "destroy", "-r", parent + "/" + lost);
        ZfsPool.run("zfs", "destroy", "-r", parent + "/" + container);
        assertThat(driver.list()).containsExactly(bare);
        assertThat(driver.listWritable()).isEmpty();
        assertThat(driver.sidecar(bare)).isEmpty();
        assertThat(driver.sidecar(lost)).isEmpty();
        assertThatThrownBy(() -> driver.mount(lost)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> driver.attach(container)).isInstanceOf(NoSuchFileException.class);
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(home.resolve("meta")).isEmptyDirectory();
        driver.remove(List.of(container, lost, bare));
        assertThat(hasDataset(bare)).isFalse();
    }

    @Test
    void whatSomebodyWorksInGoesOutOfSightAndIsDestroyedLater() throws IOException {
        LayerKey image = layer(Optional.empty(), 1);
        LayerKey key = writable(image, OptionalLong.empty());
        Path root = driver.attach(key);
        try (Fd _ = Open.directory(root)) {
            driver.remove(List.of(key, image));
            assertThat(driver.listWritable()).isEmpty();
            assertThat(driver.list()).isEmpty();
            assertThat(driver.isAttached(key)).isFalse();
            assertThatThrownBy(() -> driver.mount(key)).isInstanceOf(NoSuchFileException.class);
            assertThat(hasDataset(key)).isTrue();
            assertThat(driver.sweepStaging()).isEmpty();
        }
        driver.close();
        driver = ZfsDriver.open(home, named(parent));
        assertThat(driver.list()).isEmpty();
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(hasDataset(key) || hasDataset(image)).isFalse();
        assertThat(home.resolve("staging")).isEmptyDirectory();
    }

    @Test
    void aLayerThatOthersStandOnStaysAndTheyAreNamed() throws IOException {
        LayerKey image = layer(Optional.empty(), 1);
        LayerKey container = writable(image, OptionalLong.empty());
        assertThatThrownBy(() -> driver.remove(List.of(image)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(container.value());
        assertThat(driver.list()).containsExactly(image);
        assertThat(driver.sidecar(image)).contains("{}");
        try (RootfsMount view = driver.mount(container)) {
            assertThat(view.path().resolve("f1")).exists();
        }
    }

    @Test
    void aCommittedLayerIsShownReadOnlyWithoutDevices() throws IOException {
        LayerKey image = layer(Optional.empty(), 1);
        try (RootfsMount view = driver.mount(image)) {
            assertThatThrownBy(() -> fill(view.path().resolve("f1"), 2))
                    .hasMessageContaining("Read-only file system");
            assertThat(Files.readString(Path.of("/proc/self/mountinfo")))
                    .contains(view.path() + " ro,nosuid,nodev");
        }
    }

    @Test
    void aDeepTreeIsRemovedInsideALayer() throws IOException {
        Path root = driver.prepare(LayerKey.random(), Optional.empty()).root();
        Files.createDirectories(root.resolve("d/".repeat(100)));
        Files.createDirectories(root.resolve("d/.varve-removing-0/x"));
        Files.createFile(root.resolve("d/.varve-removing-1"));
        try (Fd top = Open.directory(root)) {
            TreeRemover.remove(top, new byte[] {'d'});
        }
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void snapshotsOfOthersDoNotHinderRemoval() throws IOException {
        LayerKey image = layer(Optional.empty(), 1);
        ZfsPool.run("zfs", "snapshot", "-r", parent + "@daily");
        driver.remove(List.of(image));
        assertThat(hasDataset(image)).isFalse();
    }

    @Test
    void datasetsThatAreNotOursAreLeftAlone() throws IOException {
        LayerKey foreign = LayerKey.random();
        ZfsPool.run("zfs", "create", parent + "/" + foreign);
        assertThat(driver.list()).isEmpty();
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(hasDataset(foreign)).isTrue();
    }

    @Test
    void twoStoresDoNotShareADataset() {
        assertThatThrownBy(() -> ZfsDriver.open(temp.resolve("zfs"), named(parent)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("holds the layers of another store")
                .hasMessageContaining("zfs inherit varve:owner " + parent);
    }

    @Test
    void layersFollowARootThatMoved() throws IOException {
        LayerKey image = layer(Optional.empty(), 1);
        driver.close();
        Path moved = temp.resolve("moved");
        Files.move(home.getParent(), moved);
        driver = ZfsDriver.open(moved.resolve("zfs"), named(parent));
        try (RootfsMount view = driver.mount(image)) {
            assertThat(view.path().startsWith(moved.toRealPath())).isTrue();
            assertThat(view.path().resolve("f1")).exists();
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void withoutTheOptionTheDatasetThatHoldsTheRootIsTaken() throws IOException {
        Path root = pool.path().resolve(parent.substring(parent.indexOf('/') + 1));
        driver.close();
        ZfsPool.run("zfs", "inherit", "varve:owner", parent);
        StorageDriver found = ZfsDriver.open(root.resolve("zfs"), DriverOptions.NONE);
        assertThat(found.status()).containsEntry("Parent Dataset", parent);
        found.close();
        assertThat(ZfsDriver.TYPE.probe().probe(root, DriverOptions.NONE))
                .isEqualTo(new DriverProbe.Usable());
    }

    @Test
    void theProbeSaysWhatIsMissingAndLeavesNothing() throws IOException {
        Path root = home.getParent();
        assertThat(ZfsDriver.TYPE.probe().probe(root, named(parent)))
                .isEqualTo(new DriverProbe.Usable());
        assertThat(ZfsPool.run("zfs", "list", "-H", "-o", "name", "-r", parent).strip())
                .isEqualTo(parent);
        assertThat(root.toFile().list()).containsExactly("zfs");
        assertThat(reason(DriverOptions.NONE)).contains("not on zfs", "zfs.fsname");
        assertThat(reason(named(parent + "/none"))).contains("dataset does not exist");
        assertThat(reason(named("-r"))).contains("no name of a dataset");
    }

    @Test
    void whateverAProbeLeavesThatDiesIsSwept() throws IOException {
        Path root = Files.createDirectory(temp.resolve("dies"));
        assertThat(ProbeDeaths.sweepEach(ZfsDriver.TYPE, root, named(parent)))
                .contains("zfs-probe", "zfs-probe/file");
        assertThat(ZfsPool.run("zfs", "list", "-H", "-o", "name", "-r", parent).strip())
                .isEqualTo(parent);
    }

    private String reason(DriverOptions options) {
        return ((DriverProbe.Unusable) ZfsDriver.TYPE.probe().probe(home.getParent(), options))
                .reason();
    }

    @Test
    void optionsThatItDoesNotHaveAreRefused() {
        assertThatThrownBy(() ->
                        ZfsDriver.open(home, DriverOptions.parse(List.of("zfs.name=" + parent))))
                .isInstanceOf(DriverOptionException.class)
                .hasMessageContaining("zfs.fsname");
        assertThatThrownBy(() -> ZfsDriver.open(home, named(parent + "/none")))
                .isInstanceOf(DriverOptionException.class)
                .hasMessageContaining("does not exist");
    }

    @Test
    void aLayerAndTheDriverAreDescribedInDockersWords() throws IOException {
        LayerKey image = layer(Optional.empty(), 1);
        assertThat(driver.describe(image))
                .containsEntry("Dataset", parent + "/" + image)
                .containsEntry(
                        "Mountpoint", home.toRealPath().resolve("graph/" + image).toString());
        assertThat(driver.status())
                .containsEntry("Zpool", pool.name())
                .containsEntry("Zpool Health", "ONLINE")
                .containsEntry("Parent Dataset", parent)
                .containsEntry("Parent Quota", "no")
                .containsEntry("Compression", "off")
                .containsKeys("Space Used By Parent", "Space Available");
    }
}
