package dev.varve.storage.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.DriverOptions;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.TreeText;
import dev.varve.storage.WritableSpec;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// What the disk holds at the moment at which success is reported, looked at as after a power cut:
/// by mounting a copy of it. What the kernel has not written is not in the copy.
final class PowerCutTest {
    @TempDir Path temp;

    @Test
    void whatWasReportedDoneSurvives() throws Exception {
        LoopDisk disk = LoopDisk.btrfs(temp, 256 << 20);
        List<LayerKey> image = new ArrayList<>();
        LayerKey writable = LayerKey.random();
        Map<String, String> tree;
        try (StorageDriver driver = open(disk.path())) {
            List<CommittedLayer> batch = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Optional<LayerKey> parent = image.stream().reduce((_, last) -> last);
                image.add(filled(driver, parent, "f" + i));
                batch.add(new CommittedLayer(image.getLast(), "{\"layer\":" + i + "}"));
            }
            driver.commit(batch);
            copyDisk("committed.img");
            driver.createWritable(
                    writable,
                    Optional.of(image.getLast()),
                    new WritableSpec("{\"id\":1}", OptionalLong.of(50_000_000)));
            copyDisk("created.img");
            tree = TreeText.of(driver.mount(image.getLast()).path());
        }
        disk.close();
        assertHolds("committed.img", image, List.of(), tree);
        assertHolds("created.img", image, List.of(writable), tree);
    }

    private static StorageDriver open(Path place) throws IOException {
        return BtrfsDriver.open(place.resolve("btrfs"), DriverOptions.NONE);
    }

    private static LayerKey filled(StorageDriver driver, Optional<LayerKey> parent, String name)
            throws IOException {
        LayerKey key = LayerKey.random();
        TestTar tar = new TestTar().file(name, 0644, new byte[3_000_000]).dir("d/" + name);
        LayerApplier.apply(tar.stream(), driver.prepare(key, parent), TarLimits.DEFAULT);
        return key;
    }

    private void assertHolds(
            String copy, List<LayerKey> image, List<LayerKey> writable, Map<String, String> tree)
            throws Exception {
        Path place = Files.createDirectory(temp.resolve("mounted"));
        run("mount", "-o", "loop", temp.resolve(copy).toString(), place.toString());
        try (StorageDriver driver = open(place)) {
            assertThat(driver.list()).containsExactlyInAnyOrderElementsOf(image);
            assertThat(driver.listWritable()).isEqualTo(writable);
            assertThat(TreeText.of(driver.mount(image.getLast()).path())).isEqualTo(tree);
            assertThat(driver.sidecar(image.getFirst())).contains("{\"layer\":0}");
            for (LayerKey key : writable) {
                assertThat(driver.sidecar(key)).contains("{\"id\":1}");
                assertThat(driver.changes(key)).isEmpty();
                assertThat(place.resolve("btrfs/quotas").resolve(key.value()))
                        .hasContent("50000000");
            }
            assertThat(driver.sweepStaging()).isEmpty();
        } finally {
            run("umount", place.toString());
            Files.delete(place);
        }
    }

    private void copyDisk(String name) throws Exception {
        String from = temp.resolve("disk.img").toString();
        run("cp", "--sparse=always", from, temp.resolve(name).toString());
    }

    private static void run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output =
                new String(
                        process.getInputStream().readAllBytes(),
                        java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
