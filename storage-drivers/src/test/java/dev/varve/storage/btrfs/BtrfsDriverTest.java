package dev.varve.storage.btrfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.LayerKey;
import dev.varve.storage.ProbeDeaths;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableDiffContract;
import dev.varve.storage.linux.BtrfsSubvolumes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The contract on a btrfs of its own, and what only subvolumes can do.
final class BtrfsDriverTest extends WritableDiffContract {
    private static final long MEGABYTE = 1_000_000;

    @TempDir static Path disks;
    private static final List<StorageDriver> opened = new ArrayList<>();
    private static LoopDisk disk;

    @BeforeAll
    static void mountTheDisk() throws IOException {
        disk = LoopDisk.btrfs(disks, 2L << 30);
    }

    @AfterAll
    static void unmountTheDisk() throws IOException {
        for (StorageDriver driver : opened) {
            driver.close(); // also those that play the part of a dead process
        }
        disk.close();
    }

    @Override
    protected StorageDriver open(Path home) throws IOException {
        StorageDriver driver = BtrfsDriver.open(home, DriverOptions.NONE);
        opened.add(driver);
        return driver;
    }

    @Override
    protected int depth() {
        return 125;
    }

    @Override
    protected boolean mounts() {
        return false;
    }

    /// Each test has a directory of its own on the one disk.
    @Override
    protected Path place() throws IOException {
        Path place = disk.path().resolve(temp.getFileName());
        return Files.isDirectory(place) ? place : Files.createDirectory(place);
    }

    private Path subvolume(LayerKey key) {
        return home.resolve("subvolumes").resolve(key.value());
    }

    private static boolean isReadOnly(Path subvolume) throws IOException {
        try (Fd top = Open.directory(subvolume)) {
            return BtrfsSubvolumes.isReadOnly(top);
        }
    }

    private static void setReadOnly(Path subvolume, boolean readOnly) throws IOException {
        try (Fd top = Open.directory(subvolume)) {
            BtrfsSubvolumes.setReadOnly(top, readOnly);
        }
    }

    /// Bytes that are taken on the disk, once all is written out and what was removed is gone.
    private static long used() throws Exception {
        String flush = "btrfs filesystem sync . >/dev/null"; // as sync does, and wakes the cleaner
        shell(disk.path(), flush, "btrfs subvolume sync . >/dev/null", flush);
        FileStore store = Files.getFileStore(disk.path());
        return store.getTotalSpace() - store.getUnallocatedSpace();
    }

    /// A layer with a file `big` of 100 MB that cannot be made smaller.
    private LayerKey hundredMegabytes() throws Exception {
        LayerKey key = LayerKey.random();
        ActiveLayer layer = driver.prepare(key, Optional.empty());
        shell(layer.root(), "head -c 100MB /dev/urandom > big");
        driver.commit(List.of(new CommittedLayer(key, "{}")));
        return key;
    }

    @Test
    void itIsUsableOnABtrfsAndLeavesNothingBehind() throws IOException {
        Path root = Files.createDirectory(place().resolve("root"));
        assertThat(BtrfsDriver.TYPE.probe().probe(root, DriverOptions.NONE))
                .isEqualTo(new DriverProbe.Usable());
        assertThat(root.toFile().list()).isEmpty();
    }

    @Test
    void whateverAProbeLeavesThatDiesIsSwept() throws IOException {
        Path root = Files.createDirectory(place().resolve("dies"));
        assertThat(ProbeDeaths.sweepEach(BtrfsDriver.TYPE, root, DriverOptions.NONE))
                .contains("btrfs-probe", "btrfs-probe/one", "btrfs-probe/two");
        Path driver = Files.createDirectory(root.resolve("btrfs"));
        assertThat(ProbeDeaths.sweepEach(BtrfsDriver.TYPE, root, DriverOptions.NONE))
                .contains("btrfs/btrfs-probe");
        assertThat(driver.toFile().list()).isEmpty();
    }

    @Test
    void elsewhereItIsUnusableAndSaysWhy() {
        assertThat(BtrfsDriver.TYPE.probe().probe(temp, DriverOptions.NONE))
                .isEqualTo(
                        new DriverProbe.Unusable(
                                "btrfs needs a btrfs file system, and " + temp + " is not on one"));
        assertThatThrownBy(() -> BtrfsDriver.open(temp.resolve("btrfs"), DriverOptions.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not on a btrfs");
        assertThat(temp.resolve("btrfs")).doesNotExist();
    }

    @Test
    void aBtrfsMountedWhereTheDriversDirectoryIsWillDo() throws Exception {
        Path root = Files.createDirectory(temp.resolve("root"));
        Path mounted = Files.createDirectory(root.resolve("btrfs"));
        shell(temp, "mount --bind " + place() + " " + mounted);
        try {
            assertThat(BtrfsDriver.TYPE.probe().probe(root, DriverOptions.NONE))
                    .isEqualTo(new DriverProbe.Usable());
            try (StorageDriver there = open(mounted)) {
                assertThat(there.list()).isEmpty();
            }
        } finally {
            Mounts.unmount(mounted);
        }
    }

    @Test
    void aLayerIsASubvolumeThatIsTheWholeTree() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().dir("./", 0700).file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        try (Fd directory = Open.directory(subvolume(top))) {
            assertThat(BtrfsSubvolumes.isTop(directory)).isTrue();
        }
        assertThat(subvolume(top).toFile().list()).containsExactlyInAnyOrder("f", "g");
        assertThat((int) Files.getAttribute(subvolume(top), "unix:mode") & 07777).isEqualTo(0700);
        assertThat(driver.describe(top)).isEmpty();
        assertThat(driver.status()).containsOnlyKeys("Btrfs");
    }

    @Test
    void committedLayersAreReadOnlyAndWritableOnesAreNot() throws IOException {
        LayerKey image = image();
        assertThatThrownBy(() -> write(image, "f", "new"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Read-only");
        LayerKey key = writable(Optional.of(image));
        write(key, "f", "new");
        assertThat(isReadOnly(subvolume(key))).isFalse();
    }

    @Test
    void whatACrashDuringACommitLeftWritableIsMadeReadOnly() throws IOException {
        LayerKey image = image();
        setReadOnly(subvolume(image), false);
        driver.close();
        driver = open(home);
        assertThat(driver.list()).contains(image);
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(isReadOnly(subvolume(image))).isTrue();
    }

    @Test
    void snapshotsShareTheirBlocksAndRemovalGivesThemBack() throws Exception {
        long before = used();
        LayerKey base = hundredMegabytes();
        for (int i = 0; i < 5; i++) {
            committed(Optional.of(base), new TestTar().file("own", "" + i));
            write(writable(Optional.of(base)), "own", "" + i);
        }
        assertThat(used() - before).isBetween(100 * MEGABYTE, 105 * MEGABYTE);
        driver.remove(driver.listWritable());
        driver.remove(driver.list().stream().filter(key -> !key.equals(base)).toList());
        driver.remove(List.of(base));
        assertThat(used() - before).isLessThan(2 * MEGABYTE);
    }

    @Test
    void theSpaceOfARemovedLayerComesBackByItself() throws Exception {
        long before = used();
        LayerKey base = hundredMegabytes();
        assertThat(used() - before).isGreaterThan(100 * MEGABYTE);
        driver.remove(List.of(base));
        Instant patience = Instant.now().plusSeconds(15); // the kernel alone takes 30
        FileStore store = Files.getFileStore(disk.path());
        while (store.getTotalSpace() - store.getUnallocatedSpace() - before > 5 * MEGABYTE) {
            assertThat(Instant.now()).isBefore(patience);
            Thread.onSpinWait();
        }
    }

    @Test
    void copiesInALayerCanShareItsBlocks() throws Exception {
        LayerKey key = writable(Optional.of(hundredMegabytes()));
        Path root = driver.attach(key);
        long before = used();
        shell(root, "for i in 1 2 3; do cp --reflink=always big copy$i; done; cmp big copy3");
        assertThat(used() - before).isLessThan(2 * MEGABYTE);
        assertThat(driver.usage(key).bytes()).isEqualTo(3 * 100 * MEGABYTE);
        driver.detach(key);
    }

    @Test
    void aCrashBetweenTheStepsOfACreationLosesTheLayer() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey staged = writable(Optional.of(base));
        LayerKey snapshotted = writable(Optional.of(base));
        Path staging = home.resolve("staging");
        for (LayerKey key : List.of(staged, snapshotted)) {
            Files.move(subvolume(key), staging.resolve(key.value()));
        }
        for (String suffix : List.of(".json", ".parent")) {
            Path meta = home.resolve("meta").resolve(staged.value() + suffix);
            Files.move(meta, staging.resolve(meta.getFileName()));
        }
        Files.writeString(home.resolve("quotas").resolve(staged.value()), "5000000");
        driver.close();
        driver = open(home);
        assertThat(driver.listWritable()).isEmpty();
        assertThat(driver.list()).containsExactly(base);
        assertThat(driver.sweepStaging()).containsExactlyInAnyOrder(staged, snapshotted);
        assertThat(staging.toFile().list()).isEmpty();
        assertThat(home.resolve("quotas").toFile().list()).isEmpty();
        assertThat(home.resolve("meta").toFile().list()).containsExactly(base + ".json");
    }

    @Test
    void subvolumesInALayerGoWithItAndOthersStay() throws Exception {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        Path outside = Files.createDirectory(place().resolve("outside"));
        shell(
                root,
                "exec >/dev/null",
                "mkdir -p a/b; btrfs subvolume create a/b/one; btrfs subvolume create a/b/one/two",
                "btrfs subvolume create a/b/one/two/three; touch a/b/one/two/three/f",
                "btrfs property set a/b/one/two ro true; btrfs property set a/b/one ro true",
                "btrfs subvolume snapshot . self; btrfs subvolume create moved",
                "touch moved/precious; mv moved " + outside);
        driver.remove(List.of(key));
        assertThat(subvolume(key)).doesNotExist();
        assertThat(outside.resolve("moved/precious")).exists();
        assertThat(driver.listWritable()).isEmpty();
        shell(outside, "btrfs subvolume delete moved >/dev/null");
    }

    @Test
    void subvolumesInAStagedLayerAreSweptWithIt() throws Exception {
        LayerKey lost = staged(Optional.of(image()), new TestTar().file("g", "x"));
        Path staging = home.resolve("staging");
        shell(staging.resolve(lost.value()), "btrfs subvolume create inner >/dev/null");
        setReadOnly(staging.resolve(lost.value()), true);
        assertThat(driver.sweepStaging()).containsExactly(lost);
        assertThat(staging.toFile().list()).isEmpty();
    }

    @Test
    void whatIsMountedOverALayerIsNotRemoved() throws Exception {
        LayerKey key = writable(Optional.of(image()));
        Path other = place().resolve("other");
        shell(place(), "btrfs subvolume create other >/dev/null; touch other/precious");
        shell(place(), "mount --bind other " + subvolume(key));
        assertThatThrownBy(() -> driver.remove(List.of(key)))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
        assertThat(other.resolve("precious")).exists();
        Mounts.unmount(subvolume(key));
        driver.remove(List.of(key));
        assertThat(driver.listWritable()).isEmpty();
        assertThat(other.resolve("precious")).exists();
    }

    @Test
    void theDiffTellsFilesOfTwoSubvolumesApart() throws Exception {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey key = writable(Optional.of(base));
        Path root = driver.attach(key);
        shell(
                root,
                "btrfs subvolume create one >/dev/null; btrfs subvolume create two >/dev/null",
                "echo 1 > one/a; ln one/a one/b; echo 22 > two/a; ln two/a two/b",
                "test $(stat -c %i one/a) = $(stat -c %i two/a)");
        assertThat(driver.usage(key).bytes()).isEqualTo(2 + 3);
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        driver.writeDiff(key, tar);
        Path there = Files.createDirectory(temp.resolve("there"));
        Files.write(temp.resolve("tar"), tar.toByteArray());
        shell(there, "tar xf ../tar; test $(cat one/b two/b | tr -d '\\n') = 122");
        driver.detach(key);
    }

    @Test
    void contentThatHidesItsChangeIsInTheDiff() throws Exception {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "old").file("g", "x"));
        LayerKey key = writable(Optional.of(base));
        Path root = driver.attach(key);
        shell(root, "touch -r f ../../ref; echo -n new > f; touch -r ../../ref f");
        assertThat(driver.changes(key)).isEmpty();
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        driver.writeDiff(key, tar);
        assertThat(tar.size()).isEqualTo(4 * 512);
        driver.detach(key);
    }
}
