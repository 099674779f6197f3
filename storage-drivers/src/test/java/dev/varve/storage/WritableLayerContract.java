package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tar.TestTar;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every storage driver must do with writable layers.
public abstract class WritableLayerContract extends DriverCrashContract {
    protected LayerKey image() throws IOException {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar().file("f", "old").dir("d").file("d/inner", "x"));
        return committed(Optional.of(base), new TestTar().file("g", "top"));
    }

    protected LayerKey writable(Optional<LayerKey> parent) throws IOException {
        LayerKey key = LayerKey.random();
        driver.createWritable(key, parent, WritableSpec.unlimited("{}"));
        return key;
    }

    protected void write(LayerKey key, String path, String text) throws IOException {
        try (RootfsMount view = driver.mount(key)) {
            Files.writeString(view.path().resolve(path), text);
        }
    }

    protected String read(LayerKey key, String path) throws IOException {
        try (RootfsMount view = driver.mount(key)) {
            return Files.readString(view.path().resolve(path));
        }
    }

    @Test
    void writableLayersOnOneImageDoNotSeeEachOther() throws IOException {
        LayerKey image = image();
        Map<String, String> before = tree(image);
        LayerKey one = writable(Optional.of(image));
        LayerKey two = writable(Optional.of(image));
        assertThat(tree(one)).isEqualTo(before);
        write(one, "f", "one");
        write(one, "d/new", "one");
        write(two, "f", "two");
        assertThat(read(one, "f")).isEqualTo("one");
        assertThat(read(two, "f")).isEqualTo("two");
        assertThat(tree(two)).doesNotContainKey("d/new");
        assertThat(tree(image)).isEqualTo(before);
    }

    @Test
    void writableLayersAreListedApartAndKeepTheirSidecar() throws IOException {
        LayerKey image = image();
        List<LayerKey> committed = driver.list();
        LayerKey key = LayerKey.random();
        driver.createWritable(key, Optional.of(image), WritableSpec.unlimited("{\"id\":1}"));
        write(key, "f", "new");
        driver.close();
        driver = open(home);
        assertThat(driver.list()).isEqualTo(committed);
        assertThat(driver.listWritable()).containsExactly(key);
        assertThat(driver.sidecar(key)).contains("{\"id\":1}");
        assertThat(driver.sweepStaging()).isEmpty();
        assertThat(read(key, "f")).isEqualTo("new");
    }

    @Test
    void aWritableLayerNeedsNoParent() throws IOException {
        LayerKey key = writable(Optional.empty());
        assertThat(tree(key)).isEmpty();
        Path root = driver.attach(key);
        Files.writeString(root.resolve("f"), "x");
        assertThat(driver.isAttached(key)).isTrue();
        assertThat(read(key, "f")).isEqualTo("x");
        driver.detach(key);
        assertThat(driver.isAttached(key)).isFalse();
        assertThat(driver.usage(key).bytes()).isEqualTo(1);
    }

    @Test
    void aParentOfAWritableLayerMustExistAndItsKeyBeFree() throws IOException {
        LayerKey image = image();
        LayerKey key = LayerKey.random();
        assertThatThrownBy(() ->
                        driver.createWritable(
                                key, Optional.of(LayerKey.random()), WritableSpec.unlimited("")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such layer");
        assertThat(driver.listWritable()).isEmpty();
        assertThatThrownBy(() ->
                        driver.createWritable(
                                image, Optional.of(image), WritableSpec.unlimited("")))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThat(driver.list()).contains(image);
        for (LayerKey wrong : List.of(key, image)) {
            assertThatThrownBy(() -> driver.attach(wrong)).isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> driver.detach(wrong)).isInstanceOf(NoSuchFileException.class);
            assertThat(driver.isAttached(wrong)).isFalse();
        }
    }

    @Test
    void whatIsAttachedStaysSoUntilItIsDetached() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        assertThat(driver.isAttached(key)).isFalse();
        Path root = driver.attach(key);
        Files.writeString(root.resolve("d/here"), "x");
        driver.close();
        driver = open(home);
        assertThat(driver.isAttached(key)).isTrue();
        assertThat(driver.attach(key)).isEqualTo(root);
        assertThat(root.resolve("d/here")).hasContent("x");
        assertThat(read(key, "d/here")).isEqualTo("x");
        assertThat(driver.isAttached(key)).isTrue();
        driver.detach(key);
        driver.detach(key);
        assertThat(driver.isAttached(key)).isFalse();
        assertThat(Mounts.below(temp.toRealPath())).isEmpty();
        assertThat(read(key, "d/here")).isEqualTo("x");
    }

    @Test
    void viewsAndAnAttachmentShareOneMount() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        RootfsMount before = driver.mount(key);
        Path root = driver.attach(key);
        assertThat(before.path()).isEqualTo(root);
        assertThat(Mounts.below(temp.toRealPath())).hasSize(mounts() ? 1 : 0);
        before.close();
        assertThat(driver.isAttached(key)).isTrue();
        write(key, "f", "seen");
        assertThat(root.resolve("f")).hasContent("seen");
        driver.detach(key);
    }

    @Test
    void aViewOfADeadProcessIsDetachedWhereAnAttachmentStays() throws IOException {
        LayerKey image = image();
        LayerKey attached = writable(Optional.of(image));
        LayerKey viewed = writable(Optional.of(image));
        Path root = driver.attach(attached);
        RootfsMount _ = driver.mount(viewed);
        StorageDriver second = open(home);
        assertThat(second.isAttached(attached)).isTrue();
        assertThat(second.isAttached(viewed)).isFalse();
        assertThat(Mounts.below(temp.toRealPath())).hasSize(mounts() ? 1 : 0);
        assertThat(root.resolve("f")).hasContent("old");
        second.detach(attached);
        second.close();
        driver = open(home);
    }

    @Test
    void whatSomebodyWorksInIsNotDetached() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        if (mounts()) {
            try (Fd _ = Open.directory(root)) {
                assertThatThrownBy(() -> driver.detach(key))
                        .isInstanceOfSatisfying(
                                LinuxException.class,
                                e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            }
            try (RootfsMount _ = driver.mount(key)) {
                assertThatThrownBy(() -> driver.detach(key))
                        .isInstanceOfSatisfying(
                                LinuxException.class,
                                e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            }
            assertThat(driver.isAttached(key)).isTrue();
        }
        driver.detach(key);
    }

    @Test
    void removalOfAWritableLayerDetachesItAndLeavesNothing() throws IOException {
        LayerKey image = image();
        Map<String, String> before = TreeText.of(home);
        LayerKey key = writable(Optional.of(image));
        Path root = driver.attach(key);
        Files.writeString(root.resolve("f"), "x");
        try (Fd _ = Open.directory(root)) {
            driver.remove(List.of(key));
        }
        driver.remove(List.of(key));
        assertThat(driver.listWritable()).isEmpty();
        assertThat(driver.isAttached(key)).isFalse();
        assertThat(TreeText.of(home)).isEqualTo(before);
    }

    @Test
    void usageGrowsWithWhatIsWritten() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        assertThat(driver.usage(key).bytes()).isZero();
        write(key, "new", "12345");
        assertThat(driver.usage(key).bytes()).isEqualTo(5);
        write(key, "f", "123");
        assertThat(driver.usage(key).bytes()).isEqualTo(8);
    }

    @Test
    void aWritableLayerStandsOnManyLayers() throws IOException {
        Optional<LayerKey> parent = Optional.empty();
        List<CommittedLayer> batch = new ArrayList<>();
        for (int i = 0; i < depth(); i++) {
            LayerKey layer = staged(parent, new TestTar().file("f" + i, "x"));
            batch.add(new CommittedLayer(layer, "{}"));
            parent = Optional.of(layer);
        }
        driver.commit(batch);
        LayerKey key = writable(parent);
        Path root = driver.attach(key);
        Files.writeString(root.resolve("f0"), "changed");
        assertThat(root.toFile().list()).hasSize(depth());
        driver.detach(key);
        assertThat(read(key, "f0")).isEqualTo("changed");
    }

    private List<String> changes(LayerKey key) throws IOException {
        return driver.changes(key).stream()
                .map(change -> change.kind().name().charAt(0) + change.path())
                .toList();
    }

    @Test
    void aFreshLayerHasNoChanges() throws IOException {
        LayerKey key = writable(Optional.of(image()));
        assertThat(changes(key)).isEmpty();
        assertThat(changes(writable(Optional.empty()))).isEmpty();
    }

    @Test
    void changesAreWhatDockerListsInOrder() throws Exception {
        LayerKey base =
                committed(
                        Optional.empty(),
                        new TestTar()
                                .file("dir/file", "x")
                                .file("dir/gone", "x")
                                .file("dir/tree/a", "x")
                                .file("dir/kept/a", "x")
                                .file("mode/f", "x")
                                .file("owner", "x")
                                .file("capable", "x")
                                .file("noted", "x")
                                .file("touched", "x")
                                .file("copied", "x")
                                .file("becomes-dir", "x")
                                .file("becomes-file/a", "x")
                                .file("again/old", "x")
                                .file("again/both", "x")
                                .file("moved/a", "x")
                                .file("name\u00e9\u00ff", "x"));
        LayerKey key = writable(Optional.of(base));
        try (RootfsMount view = driver.mount(key)) {
            shell(
                    view.path(),
                    "echo longer > dir/file; rm dir/gone; rm -r dir/tree; echo x > dir-sibling",
                    "chmod 700 mode; chown 7 owner; setfattr -n user.n -v v noted",
                    "setfattr -n security.capability"
                            + " -v 0x0100000200200000000000000000000000000000 capable",
                    "touch touched; : >> copied; chmod 700 dir/kept; chmod 755 dir/kept",
                    "rm becomes-dir; mkdir becomes-dir; touch becomes-dir/a",
                    "rm -r becomes-file; touch becomes-file",
                    "rm -r again; mkdir again; echo longer > again/both; touch again/new",
                    "cp -r moved moved2; rm -r moved; touch never; rm never",
                    "mkdir -p new/a; touch new/a/b; rm name*");
        }
        assertThat(changes(key))
                .containsExactly(
                        "M/again",
                        "M/again/both",
                        "A/again/new",
                        "D/again/old",
                        "M/becomes-dir",
                        "A/becomes-dir/a",
                        "M/becomes-file",
                        "M/capable",
                        "M/dir",
                        "A/dir-sibling",
                        "M/dir/file",
                        "D/dir/gone",
                        "D/dir/tree",
                        "M/mode",
                        "D/moved",
                        "A/moved2",
                        "A/moved2/a",
                        "D/name\u00e9\u00ff",
                        "A/new",
                        "A/new/a",
                        "A/new/a/b",
                        "M/owner",
                        "M/touched");
    }

    @Test
    void onlyWritableLayersHaveChanges() throws IOException {
        LayerKey image = image();
        assertThatThrownBy(() -> driver.changes(image)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsMountedInAnAttachedLayerStaysAndIsNotTheLayers() throws Exception {
        LayerKey key = writable(Optional.of(image()));
        Path root = driver.attach(key);
        Path other = Files.createDirectory(temp.resolve("other"));
        Files.writeString(other.resolve("precious"), "precious");
        shell(root, "mount --bind " + other + " d");
        driver.close();
        driver = open(home);
        assertThat(root.resolve("d/precious")).exists();
        assertThat(changes(key)).isEmpty();
        assertThat(driver.usage(key).bytes()).isZero();
        assertThatThrownBy(() -> driver.detach(key))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
        driver.remove(List.of(key));
        assertThat(Mounts.below(temp.toRealPath())).isEmpty();
        assertThat(other.resolve("precious")).hasContent("precious");
    }

    /// Runs each line in a directory, as a user of the container's file system would.
    protected static void shell(Path directory, String... lines) throws Exception {
        Process process =
                new ProcessBuilder("bash", "-ec", String.join("\n", lines))
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor()).as(output).isZero();
    }
}
