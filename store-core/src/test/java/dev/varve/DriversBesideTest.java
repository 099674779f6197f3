package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.container.CommitRequest;
import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Failed;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageFilters;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent;
import dev.varve.storage.Change;
import dev.varve.storage.LayerKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A root in which two drivers have layers.
class DriversBesideTest {
    private static final TestLayer BASE =
            TestLayer.gzip(TarBuilder.pax().directory("etc").file("etc/os-release", "ID=demo\n"));
    private static final TestLayer TOP =
            TestLayer.gzip(TarBuilder.pax().directory("srv").file("srv/data", "x".repeat(100)));

    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "vfs");
        TestImage image = TestImage.builder().layer(BASE).layer(TOP).cmd("sh").build();
        store.registry.publish("library/app", "latest", image);
        store.pull("app");
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    @Test
    void aContainerOfTheOtherDriversImageNeedsNoNetwork() throws IOException {
        store.reopenWith("overlay2");
        int requests = store.blobRequests();
        String id = create("web");
        assertThat(store.names()).containsExactly("app:latest");
        Path root = store.engine.containers().mount(id);
        assertThat(Files.readString(root.resolve("etc/os-release"))).isEqualTo("ID=demo\n");
        store.engine.containers().unmount(id);
        assertThat(store.blobRequests()).isEqualTo(requests);
        assertThat(store.engine.driver().list()).hasSize(2);
        store.assertSound();
    }

    @Test
    void aPullOfWhatIsThereUnpacksTheKeptBlobsAndIsUpToDate() throws IOException {
        store.reopenWith("overlay2");
        int requests = store.blobRequests();
        List<PullEvent> events = store.pull("app");
        assertThat(events)
                .anySatisfy(event ->
                        assertThat(event)
                                .isInstanceOfSatisfying(
                                        PullEvent.Done.class,
                                        done -> assertThat(done.newer()).isFalse()));
        assertThat(store.blobRequests()).isEqualTo(requests);
        assertThat(store.engine.driver().list()).hasSize(2);
    }

    @Test
    void containersOfTheOtherDriverGoOnWorking() throws IOException {
        String id = create("old");
        Path root = store.engine.containers().mount(id);
        Files.writeString(root.resolve("srv/note"), "mine");
        store.engine.containers().unmount(id);
        store.reopenWith("overlay2");
        assertThat(store.engine.containers().inspect("old", true).sizes().orElseThrow().writable())
                .isPositive();
        assertThat(store.engine.containerFiles().changes("old"))
                .extracting(Change::toString)
                .anySatisfy(change -> assertThat(change).contains("srv"));
        assertThat(Files.readString(store.engine.containers().mount("old").resolve("srv/note")))
                .isEqualTo("mine");
        store.engine.containers().unmount("old");
        assertThatThrownBy(() -> store.engine.remover().remove("app", false, false))
                .isInstanceOf(Conflict.class)
                .hasMessageContaining(id.substring(0, 12));
    }

    @Test
    void aCommitOfTheOtherDriversContainerIsUnpackedForTheDriverInUse() throws IOException {
        create("old");
        Files.writeString(store.engine.containers().mount("old").resolve("srv/note"), "mine");
        store.engine.containers().unmount("old");
        store.reopenWith("overlay2");
        Digest image =
                store.engine
                        .commit()
                        .commit(
                                new CommitRequest(
                                        "old",
                                        Optional.empty(),
                                        "",
                                        "",
                                        Optional.empty(),
                                        DockerfileChanges.parse(List.of())));
        assertThat(store.engine.driver().list()).hasSize(3);
        String made = create(image.toString(), "new");
        assertThat(Files.readString(store.engine.containers().mount(made).resolve("srv/note")))
                .isEqualTo("mine");
        store.engine.containers().unmount(made);
    }

    @Test
    void theLastRemovalFreesTheDirectoriesOfBothDrivers() throws IOException {
        store.reopenWith("overlay2");
        create("web");
        create("more");
        store.reopenWith("vfs");
        store.engine.containers().remove("web", false);
        store.engine.containers().remove("more", false);
        store.engine.remover().remove("app", false, false);
        assertThat(keysIn("overlay2")).isEmpty();
        assertThat(keysIn("vfs/dir")).isEmpty();
    }

    @Test
    void whatCannotBeDeletedHereIsDeletedWhenItsDriverIsOpenAgain() throws IOException {
        create("old");
        store.reopenWithOnly("overlay2");
        assertThatThrownBy(() -> store.engine.containers().remove("old", false))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("cannot remove container old")
                .hasMessageContaining("--storage-driver=vfs");
        assertThatThrownBy(() -> store.engine.containers().mount("old"))
                .isInstanceOf(Failed.class)
                .hasMessageContaining("it does not work in this test");
        assertThat(store.engine.containers().inspect("old", false).container().name())
                .isEqualTo("old");
        store.engine.containers().remove("old", true);
        store.engine.remover().remove("app", false, false);
        assertThat(keysIn("vfs/dir")).hasSize(3);
        store.reopenWith("vfs");
        assertThat(keysIn("vfs/dir")).isEmpty();
    }

    @Test
    void aStartSparesTheLayersOfADriverThatCannotBeOpened() throws IOException {
        create("old");
        store.reopenWithOnly("overlay2");
        store.reopenWith("vfs");
        assertThat(keysIn("vfs/dir")).hasSize(3);
    }

    @Test
    void aDamagedBlobIsNamedWithItsCureAndNothingIsLeftOfTheAttempt() throws IOException {
        store.reopenWith("overlay2");
        Path blob = store.root().resolve("blobs/sha256").resolve(hex(TOP.digest()));
        byte[] whole = Files.readAllBytes(blob);
        byte[] damaged = whole.clone();
        damaged[whole.length / 2] ^= 1;
        Files.write(blob, damaged);
        assertThatThrownBy(() -> create("web"))
                .isInstanceOf(Corrupt.class)
                .hasMessageStartingWith("cannot unpack app for the storage driver overlay2: ")
                .hasMessageEndingWith("; remove the image and pull or load it again");
        assertThat(keysIn("overlay2")).isEmpty();
        Files.delete(blob);
        assertThatThrownBy(() -> create("web"))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("compressed layer " + TOP.digest() + " is missing");
        assertThat(store.engine.containers().count().values()).containsOnly(0L);
        Files.write(blob, whole);
        create("web");
    }

    @Test
    void imagesAreListedWhicheverDriverUnpackedThem() throws IOException {
        store.reopenWith("overlay2");
        store.registry.publish(
                "library/other", "latest", TestImage.builder().layer(BASE).cmd("sh").build());
        store.pull("other");
        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "other:latest");
        assertThat(store.engine.images().list(ImageFilters.NONE, false, false)).hasSize(2);
        assertThat(store.engine.images().inspect("app").driverData()).isEmpty();
    }

    private String create(String name) {
        return create("app", name);
    }

    private String create(String image, String name) {
        return store.engine
                .containers()
                .create(
                        new CreateRequest(
                                Optional.of(name),
                                RunConfig.EMPTY.with(RunField.IMAGE, image),
                                HostConfig.EMPTY));
    }

    private List<LayerKey> keysIn(String place) throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve(place))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[0-9a-f]{64}"))
                    .map(LayerKey::new)
                    .toList();
        }
    }

    private static String hex(String digest) {
        return digest.substring("sha256:".length());
    }
}
