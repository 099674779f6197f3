package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.catalog.MountedImage;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.NotFound;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageFilters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class ImageMountsTest {
    private static final TestLayer BASE =
            TestLayer.gzip(TarBuilder.pax().directory("etc").file("etc/os-release", "ID=demo\n"));
    private static final TestLayer TOP =
            TestLayer.gzip(TarBuilder.pax().directory("srv").file("srv/data", "x".repeat(100)));

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), driver);
        publish("app", BASE, TOP);
        store.pull("app");
    }

    @AfterEach
    void close() throws IOException {
        store.engine.imageMounts().list().forEach(mount -> unmount(mount.image().id().toString()));
        store.close();
    }

    @Test
    void aMountedImageCanBeReadAndNotWritten() throws IOException {
        Path path = mount("app");
        assertThat(Files.readString(path.resolve("etc/os-release"))).isEqualTo("ID=demo\n");
        assertThat(Files.size(path.resolve("srv/data"))).isEqualTo(100);
        assertReadOnly(path);
        assertUnchangeable(path.resolve("etc/os-release"));
        assertThat(mount("app")).as("mounted again").isEqualTo(path);
    }

    @Test
    void anImageOfOneLayerIsNotWritableEither() throws IOException {
        publish("one", BASE);
        store.pull("one");
        assertReadOnly(mount("one"));
    }

    @Test
    void anImageWithoutLayersIsAnEmptyDirectory() throws IOException {
        publish("none");
        store.pull("none");
        Path path = mount("none");
        assertThat(path).isEmptyDirectory();
        assertReadOnly(path);
    }

    @Test
    void whatIsMountedIsListedUntilItIsUnmounted() throws IOException {
        Path path = mount("app");
        assertThat(store.engine.imageMounts().list())
                .singleElement()
                .satisfies(mount -> {
                    assertThat(mount.path()).isEqualTo(path);
                    assertThat(mount.driver()).isEqualTo(driver);
                    assertThat(mount.image().references().getFirst().familiar()).startsWith("app");
                });
        unmount("app");
        unmount("app");
        assertThat(store.engine.imageMounts().list()).isEmpty();
        assertThat(store.root().resolve("mounts")).isEmptyDirectory();
    }

    @Test
    void aMountedImageIsInUse() throws IOException {
        mount("app");
        assertThatThrownBy(() -> store.engine.remover().remove("app", false, false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("app")
                .hasMessageEndingWith("is mounted, image unmount ends that");
        String id = store.engine.images().inspect("app").image().id().toString();
        assertThatThrownBy(() -> store.engine.remover().remove(id, true, false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining("(cannot be forced) - image is mounted");
        store.engine.remover().remove("app", true, false);
        assertThat(store.names()).as("its name may go").containsExactly("<none>");
        store.engine.pruner().prune(ImageFilters.NONE);
        assertThat(Files.exists(mount(id).resolve("srv/data"))).as("prune spares it").isTrue();
        unmount(id);
        store.engine.remover().remove(id, false, false);
        assertThat(store.engine.driver().list()).isEmpty();
    }

    @Test
    void aMountStaysOverARestart() throws IOException {
        Path path = mount("app");
        store.reopen();
        assertThat(Files.size(path.resolve("srv/data"))).isEqualTo(100);
        assertReadOnly(path);
        assertThat(mount("app")).isEqualTo(path);
    }

    @Test
    void aMountThatIsGoneIsMadeAgainAtTheStart() throws Exception {
        Path path = mount("app");
        assertThat(run("umount", path.toString())).isZero();
        assertThat(path).isEmptyDirectory();
        store.reopen();
        assertThat(Files.size(path.resolve("srv/data"))).isEqualTo(100);
    }

    @Test
    void aMountThatTheIndexDoesNotNameIsTakenAwayAtTheStart() throws Exception {
        Path stray = store.root().resolve("mounts").resolve("0".repeat(64));
        Files.createDirectory(stray);
        assertThat(run("mount", "--bind", directory.toString(), stray.toString())).isZero();
        store.reopen();
        assertThat(stray).doesNotExist();
        assertThat(directory).exists();
    }

    @Test
    void whoWorksInAMountedImageKeepsIt() throws Exception {
        Path path = mount("app");
        Process busy = new ProcessBuilder("sleep", "600").directory(path.toFile()).start();
        try {
            assertThatThrownBy(() -> unmount("app"))
                    .isInstanceOf(Conflict.class)
                    .hasMessageContaining("somebody works in it");
            assertThat(Files.exists(path.resolve("srv/data"))).isTrue();
        } finally {
            busy.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        unmount("app");
    }

    @Test
    void anotherDriversImageIsUnpackedForTheMount() throws IOException {
        store.reopenWith(driver.equals("vfs") ? "overlay2" : "vfs");
        Path path = mount("app");
        assertThat(Files.size(path.resolve("srv/data"))).isEqualTo(100);
        store.reopenWith(driver);
        assertThat(store.engine.imageMounts().list())
                .extracting(MountedImage::driver)
                .doesNotContain(driver);
        assertThat(mount("app")).isEqualTo(path);
    }

    @Test
    void whatDoesNotExistIsNotMounted() {
        assertThatThrownBy(() -> mount("none")).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> unmount("none")).isInstanceOf(NotFound.class);
    }

    private static void assertReadOnly(Path root) {
        assertThatThrownBy(() -> Files.writeString(root.resolve("new"), "changed"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Read-only file system");
    }

    private static void assertUnchangeable(Path file) {
        assertThatThrownBy(() -> Files.writeString(file, "changed"))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("Read-only file system");
    }

    private void publish(String name, TestLayer... layers) {
        TestImage.Builder image = TestImage.builder().cmd("sh").env("NAME=" + name);
        List.of(layers).forEach(image::layer);
        store.registry.publish("library/" + name, "latest", image.build());
    }

    private Path mount(String image) {
        return store.engine.imageMounts().mount(image);
    }

    private void unmount(String image) {
        store.engine.imageMounts().unmount(image);
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
