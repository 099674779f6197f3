package dev.varve.storage.fuseoverlayfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.DriverProbe;
import dev.varve.storage.LayerKey;
import dev.varve.storage.ProbeDeaths;
import dev.varve.storage.RootfsMount;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.WritableDiffContract;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.overlay2.Overlay2Driver;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The contract on fuse-overlayfs, by the real program, and what becomes of a mount whose program
/// is killed.
final class FuseOverlayfsDriverTest extends WritableDiffContract {
    @Override
    protected StorageDriver open(Path home) throws IOException {
        return FuseOverlayfsDriver.open(home);
    }

    @Override
    protected int depth() {
        return 125;
    }

    @Override
    protected boolean mounts() {
        return true;
    }

    @Override
    protected boolean takesNamesOfWhiteouts() {
        return false;
    }

    /// fuse-overlayfs 1.10 fails with EIO where it has to copy a pipe or device, and makes an empty
    /// file of it; it fails with ENOMEM where it has lost sight of a directory.
    @Override
    protected Set<Integer> faults() {
        return Set.of(5, 12);
    }

    /// One that those failures do not come in the way of; with another, even a directory that is
    /// only read may answer ENOMEM.
    @Override
    protected long seed() {
        return 1;
    }

    @Test
    void whateverAProbeLeavesThatDiesIsSwept() throws IOException {
        Path dir = Files.createDirectory(temp.resolve("dies"));
        assertThat(ProbeDeaths.sweepEach(FuseOverlayfsDriver.TYPE, dir, DriverOptions.NONE))
                .contains("overlay-probe");
    }

    @Test
    void itIsUsableHereAndLeavesNothingBehind() throws IOException {
        Path dir = Files.createDirectory(temp.resolve("probe"));
        assertThat(FuseOverlayfsDriver.probe(dir)).isEqualTo(new DriverProbe.Usable());
        assertThat(dir.toFile().list()).isEmpty();
    }

    @Test
    void whatIsMountedIsAFuseFileSystem() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        assertThat(Files.getFileStore(root).type()).isEqualTo("fuse.fuse-overlayfs");
        driver.detach(key);
    }

    @Test
    void viewsAreReadOnly() throws IOException {
        try (RootfsMount view = driver.mount(image())) {
            assertThatThrownBy(() -> Files.writeString(view.path().resolve("f"), "y"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void theKernelShowsTheSameLayersAlike() throws IOException {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar().file("gone", "1").file("d/old", "1").file("kept", "1"));
        LayerKey top =
                committed(
                        Optional.of(base),
                        new TestTar()
                                .file(".wh.gone", "")
                                .file("d/new", "2")
                                .file("d/.wh..wh..opq", ""));
        Map<String, String> tree = tree(top);
        assertThat(tree).containsOnlyKeys("d", "d/new", "kept");
        driver.close();
        driver = Overlay2Driver.open(home);
        assertThat(tree(top)).isEqualTo(tree);
    }

    @Test
    void aPathThatTheProgramCannotReadIsRefusedByName() throws IOException {
        Path dir = Files.createDirectory(temp.resolve("a:b"));
        assertThat(FuseOverlayfsDriver.probe(dir))
                .isInstanceOfSatisfying(
                        DriverProbe.Unusable.class,
                        unusable -> assertThat(unusable.reason()).contains("a:b", "colon"));
        assertThat(dir.toFile().list()).isEmpty();
    }

    @Test
    void aPathWithOtherSeparatorsInItCanBeMounted() throws IOException {
        try (StorageDriver odd = open(temp.resolve("b,c d\\e"))) {
            LayerKey base = LayerKey.random();
            odd.prepare(base, Optional.empty());
            odd.commit(List.of(new CommittedLayer(base, "")));
            LayerKey key = LayerKey.random();
            odd.createWritable(key, Optional.of(base), WritableSpec.unlimited(""));
            Files.writeString(odd.attach(key).resolve("f"), "x");
            odd.detach(key);
            assertThat(odd.usage(key).bytes()).isEqualTo(1);
        }
    }

    @Test
    void aViewWhoseProgramWasKilledIsMountedAgainByTheNext() throws Exception {
        LayerKey image = image();
        RootfsMount first = driver.mount(image);
        kill(first.path());
        assertThatThrownBy(() -> Files.readString(first.path().resolve("f")))
                .isInstanceOf(IOException.class);
        assertThat(tree(image)).containsKey("f");
        assertThat(first.path().resolve("f")).hasContent("old");
        first.close();
    }

    @Test
    void anAttachedLayerWhoseProgramWasKilledIsMountedAgainWhenItIsUsed() throws Exception {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        Files.writeString(root.resolve("f"), "written");
        driver.usage(key);
        kill(root);
        assertThat(driver.isAttached(key)).isTrue();
        assertThat(driver.usage(key).bytes()).isEqualTo(7);
        assertThat(driver.attach(key)).isEqualTo(root);
        assertThat(root.resolve("f")).hasContent("written");
        kill(root);
        driver.detach(key);
        assertThat(read(key, "f")).isEqualTo("written");
    }

    @Test
    void anAttachedLayerWhoseProgramWasKilledIsMountedAgainAtTheNextStart() throws Exception {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        driver.close();
        kill(root);
        driver = open(home);
        assertThat(root.resolve("f")).hasContent("old");
        kill(root);
        driver.remove(List.of(key));
        assertThat(Mounts.below(temp.toRealPath())).isEmpty();
        assertThat(driver.listWritable()).isEmpty();
    }

    @Test
    void whatWasWrittenThroughTheMountIsInTheDiffAtOnce() throws Exception {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        shell(root, "head -c 5000000 /dev/zero > big", "echo longer > f");
        assertThat(driver.usage(key).bytes()).isEqualTo(5_000_007);
        assertThat(driver.changes(key)).hasSize(2);
        driver.detach(key);
    }

    /// Kills the process that serves a mount, and waits until the kernel knows.
    private static void kill(Path root) throws Exception {
        String argument = root.getParent().getFileName() + "/merged";
        ProcessHandle server =
                ProcessHandle.allProcesses()
                        .filter(process -> serves(process, argument))
                        .findFirst()
                        .orElseThrow();
        server.destroyForcibly();
        while (isServed(root)) {
            Thread.onSpinWait();
        }
    }

    private static boolean serves(ProcessHandle process, String argument) {
        try {
            String line = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
            return line.startsWith("fuse-overlayfs") && line.contains(argument);
        } catch (IOException _) {
            return false;
        }
    }

    private static boolean isServed(Path root) {
        try (var names = Files.newDirectoryStream(root)) {
            return names != null;
        } catch (IOException _) {
            return false;
        }
    }
}
