package dev.varve.storage.overlay2;

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
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The contract on overlay2, and dockerd's directory format.
final class Overlay2DriverTest extends WritableDiffContract {
    @Override
    protected StorageDriver open(Path home) throws IOException {
        return Overlay2Driver.open(home);
    }

    @Override
    protected int depth() {
        return 125;
    }

    @Override
    protected boolean mounts() {
        return true;
    }

    @Test
    void itIsUsableHereAndLeavesNothingBehind() throws IOException {
        Path dir = Files.createDirectory(temp.resolve("probe"));
        assertThat(Overlay2Driver.probe(dir)).isEqualTo(new DriverProbe.Usable());
        assertThat(dir.toFile().list()).isEmpty();
    }

    @Test
    void aDirectoryThatDoesNotExistIsUnusable() {
        assertThat(Overlay2Driver.probe(temp.resolve("none")))
                .isInstanceOfSatisfying(
                        DriverProbe.Unusable.class,
                        unusable -> assertThat(unusable.reason()).contains("none"));
    }

    @Test
    void whateverAProbeLeavesThatDiesIsSwept() throws IOException {
        Path dir = Files.createDirectory(temp.resolve("probe"));
        assertThat(ProbeDeaths.sweepEach(Overlay2Driver.TYPE, dir, DriverOptions.NONE))
                .contains("overlay-probe", "overlay-probe/merged");
    }

    @Test
    void theDirectoryIsDockersOwnFormat() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey middle = committed(Optional.of(base), new TestTar().file("g", "x"));
        LayerKey top = committed(Optional.of(middle), new TestTar().file("h", "x"));
        Path layer = home.resolve(top.value());
        String link = Files.readString(layer.resolve("link"));
        assertThat(link).matches("[A-Z2-7]{26}");
        assertThat(Files.readSymbolicLink(home.resolve("l").resolve(link)))
                .isEqualTo(Path.of("..", top.value(), "diff"));
        assertThat(Files.readString(layer.resolve("lower")))
                .isEqualTo(
                        "l/"
                                + Files.readString(home.resolve(middle.value()).resolve("link"))
                                + ":l/"
                                + Files.readString(home.resolve(base.value()).resolve("link")));
        assertThat(home.resolve(base.value()).toFile().list())
                .containsExactlyInAnyOrder("committed", "diff", "layer.json", "link");
        assertThat(mode(home)).isEqualTo(0710);
        assertThat(mode(home.resolve("l"))).isEqualTo(0700);
        assertThat(mode(layer)).isEqualTo(0710);
        assertThat(mode(layer.resolve("diff"))).isEqualTo(0755);
        assertThat(mode(layer.resolve("work"))).isEqualTo(0700);
        assertThat(mode(layer.resolve("link"))).isEqualTo(0644);
        assertThat(mode(layer.resolve("lower"))).isEqualTo(0644);
        assertThat(mode(layer.resolve("committed"))).isEqualTo(0600);
    }

    private static int mode(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:mode") & 07777;
    }

    @Test
    void descriptionIsWhatDockerInspects() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey middle = committed(Optional.of(base), new TestTar().file("g", "x"));
        LayerKey top = committed(Optional.of(middle), new TestTar().file("h", "x"));
        Path real = home.toRealPath();
        String path = real.resolve(top.value()).toString();
        assertThat(driver.describe(top))
                .isEqualTo(
                        Map.of(
                                "LowerDir",
                                real.resolve(middle.value())
                                        + "/diff:"
                                        + real.resolve(base.value())
                                        + "/diff",
                                "MergedDir",
                                path + "/merged",
                                "UpperDir",
                                path + "/diff",
                                "WorkDir",
                                path + "/work"));
        assertThat(driver.describe(base)).doesNotContainKey("LowerDir").hasSize(3);
        assertThat(driver.status()).containsEntry("Supports d_type", "true");
    }

    @Test
    void viewsAreReadOnly() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey top = committed(Optional.of(base), new TestTar().file("g", "x"));
        try (RootfsMount view = driver.mount(top)) {
            assertThatThrownBy(() -> Files.writeString(view.path().resolve("f"), "y"))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void moreLayersThanDockerStacksAreRefused() throws IOException {
        List<CommittedLayer> batch = new ArrayList<>();
        Optional<LayerKey> parent = Optional.empty();
        for (int i = 0; i < 129; i++) {
            LayerKey key = staged(parent, new TestTar().file("f" + i, ""));
            batch.add(new CommittedLayer(key, "{}"));
            parent = Optional.of(key);
        }
        driver.commit(batch);
        try (RootfsMount view = driver.mount(parent.orElseThrow())) {
            assertThat(view.path().toFile().list()).hasSize(129);
        }
        Optional<LayerKey> last = parent;
        assertThatThrownBy(() -> driver.prepare(LayerKey.random(), last))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("max depth exceeded");
        assertThat(home.resolve("staging").toFile().list()).isEmpty();
    }

    @Test
    void aPathWithSeparatorsInItCanBeMounted() throws IOException {
        try (StorageDriver odd = open(temp.resolve("a:b,c d"))) {
            LayerKey base = LayerKey.random();
            LayerKey top = LayerKey.random();
            odd.prepare(base, Optional.empty());
            odd.prepare(top, Optional.of(base));
            odd.commit(List.of(new CommittedLayer(base, ""), new CommittedLayer(top, "")));
            try (RootfsMount view = odd.mount(top)) {
                assertThat(view.path().toFile().list()).isEmpty();
            }
            LayerKey key = LayerKey.random();
            odd.createWritable(key, Optional.of(top), WritableSpec.unlimited(""));
            Files.writeString(odd.attach(key).resolve("f"), "x");
            odd.detach(key);
            assertThat(odd.usage(key).bytes()).isEqualTo(1);
        }
    }

    @Test
    void linksThatACrashLeftOutAreMadeBySweepingAndDanglingOnesGo() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        Path link =
                home.resolve("l")
                        .resolve(Files.readString(home.resolve(base.value()).resolve("link")));
        Files.delete(link);
        Files.createSymbolicLink(home.resolve("l/ABC"), Path.of("../none/diff"));
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(home.resolve("l").toFile().list())
                .containsExactly(link.getFileName().toString());
    }

    @Test
    void aWritableLayersDirectoryIsDockersOwnFormat() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey key = writable(Optional.of(base));
        Path layer = home.toRealPath().resolve(key.value());
        assertThat(layer.toFile().list())
                .containsExactlyInAnyOrder("diff", "layer.json", "link", "lower", "work");
        assertThat(Files.readString(layer.resolve("lower")))
                .isEqualTo("l/" + Files.readString(home.resolve(base.value()).resolve("link")));
        assertThat(driver.attach(key)).isEqualTo(layer.resolve("merged"));
        Files.writeString(layer.resolve("merged/f"), "new");
        assertThat(layer.resolve("diff/f")).hasContent("new");
        assertThat(driver.describe(key))
                .containsEntry("LowerDir", home.toRealPath().resolve(base.value()) + "/diff")
                .containsEntry("UpperDir", layer + "/diff");
        assertThat(mode(layer)).isEqualTo(0710);
        assertThat(mode(layer.resolve("diff"))).isEqualTo(0755);
        driver.detach(key);
        assertThat(layer.resolve("merged")).doesNotExist();
    }

    @Test
    void afterARestartOfTheMachineNothingIsAttached() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey key = writable(Optional.of(base));
        Path merged = driver.attach(key);
        driver.close();
        Mounts.detach(merged);
        driver = open(home);
        assertThat(driver.isAttached(key)).isFalse();
        RootfsMount _ = driver.mount(key);
        assertThat(driver.isAttached(key)).isFalse();
        driver.close();
        assertThat(Mounts.below(temp.toRealPath())).isEmpty();
        driver = open(home);
        assertThat(driver.attach(key).resolve("f")).hasContent("x");
        driver.detach(key);
    }

    /// As a copy of the root has them that was made while the layer was attached.
    @Test
    void filesBelowAMountAreInNobodysWay() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey key = writable(Optional.of(base));
        Path merged = driver.attach(key);
        driver.close();
        Mounts.detach(merged);
        Files.writeString(merged.resolve("copied"), "y");
        driver = open(home);
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(merged.resolve("copied")).hasContent("y");
        assertThat(driver.attach(key).resolve("f")).hasContent("x");
        assertThat(merged.resolve("copied")).doesNotExist();
        driver.detach(key);
        driver.remove(List.of(key));
        assertThat(merged).doesNotExist();
    }

    @Test
    void aCrashBetweenTheStepsOfACreationLosesOrMakesTheLayer() throws IOException {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey made = writable(Optional.of(base));
        LayerKey lost = writable(Optional.of(base));
        Path link = home.resolve("l").resolve(link(made));
        Files.delete(link);
        Files.delete(home.resolve("l").resolve(link(lost)));
        Files.delete(home.resolve(lost.value()).resolve("layer.json"));
        Files.move(home.resolve(lost.value()), home.resolve("staging").resolve(lost.value()));
        driver.close();
        driver = open(home);
        assertThat(driver.listWritable()).containsExactly(made);
        assertThat(driver.list()).containsExactly(base);
        assertThat(driver.sweepStaging()).containsExactly(lost);
        assertThat(link).isSymbolicLink();
        assertThat(tree(made)).containsOnlyKeys("f");
        assertThat(home.resolve("staging").toFile().list()).isEmpty();
    }

    private String link(LayerKey key) throws IOException {
        return Files.readString(home.resolve(key.value()).resolve("link"));
    }

    @Test
    void setuidProgramsAndDevicesWorkInAWritableLayer() throws Exception {
        LayerKey base = committed(Optional.empty(), new TestTar().file("f", "x"));
        LayerKey key = writable(Optional.of(base));
        try (RootfsMount view = driver.mount(key)) {
            shell(view.path(), "mknod null c 1 3; echo discarded > null; test ! -s null");
        }
    }
}
