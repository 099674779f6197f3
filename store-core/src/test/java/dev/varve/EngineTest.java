package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.gc.Removal;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageFilters;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.storage.LayerKey;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class EngineTest {
    private static final TestLayer BASE =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .directory("etc")
                            .file("etc/os-release", "ID=demo\n")
                            .file("etc/obsolete", "gone soon"));
    private static final TestLayer TOP =
            TestLayer.gzip(
                    TarBuilder.pax()
                            .directory("etc")
                            .whiteout("etc/obsolete")
                            .file("etc/app.conf", "x".repeat(200_000)));
    private static final TestLayer OTHER =
            TestLayer.gzip(TarBuilder.pax().directory("srv").file("srv/data", "other"));

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), driver);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private static TestImage image(TestLayer... layers) {
        TestImage.Builder builder = TestImage.builder().label("made-by", "test").cmd("/bin/sh");
        for (TestLayer layer : layers) {
            builder.layer(layer, "RUN make-layer");
        }
        return builder.build();
    }

    private static List<LayerState> states(List<PullEvent> events, TestLayer layer) {
        return events.stream()
                .filter(PullEvent.Layer.class::isInstance)
                .map(PullEvent.Layer.class::cast)
                .filter(event -> event.blob().toString().equals(layer.digest()))
                .map(PullEvent.Layer::state)
                .toList();
    }

    private static PullEvent.Done done(List<PullEvent> events) {
        return (PullEvent.Done) events.getLast();
    }

    private static List<String> describe(List<Removal> removals) {
        return removals.stream()
                .map(removal ->
                        switch (removal) {
                            case Removal.Untagged untagged -> untagged.reference();
                            case Removal.Deleted deleted -> deleted.digest().toString();
                        })
                .toList();
    }

    private List<Path> filesUnder(String name) throws IOException {
        try (Stream<Path> files = Files.list(store.root().resolve(name))) {
            return files.toList();
        }
    }

    @Test
    void pullOfATagForAnotherPlatformLeavesTheDigestWithTheFirstImage() {
        TestImage here = image(BASE);
        TestImage there = TestImage.builder().platform("linux", "arm64", "v8").layer(OTHER).build();
        TestIndex both = TestIndex.of(here, there);
        store.registry.publish("library/app", "latest", both);

        store.pull("app");
        store.pull("app", Optional.of(new Platform("linux", "arm64", "")));

        assertThat(store.engine.images().inspect("app@" + both.digest()).image().id())
                .hasToString(here.configDigest());
        assertThat(store.engine.images().inspect("app").image().id())
                .hasToString(there.configDigest());
    }

    @Test
    void allTagsOfARepositoryArePulledOneAfterTheOther() throws IOException {
        TestImage first = image(BASE);
        TestImage second = image(BASE, TOP);
        store.registry.publish("library/app", "1", first);
        store.registry.publish("library/app", "2", second);
        Reference repository = ReferenceParser.parseNormalized("app");

        List<PullEvent> events = store.pullAsIs(repository);

        assertThat(events)
                .filteredOn(event -> !(event instanceof PullEvent.Layer))
                .filteredOn(event -> !(event instanceof PullEvent.Origin))
                .containsExactly(
                        new PullEvent.Started("library/app", repository.withTag("1")),
                        new PullEvent.OneDone(
                                repository.withTag("1"), Digest.parse(first.manifestDigest())),
                        new PullEvent.Started("library/app", repository.withTag("2")),
                        new PullEvent.OneDone(
                                repository.withTag("2"), Digest.parse(second.manifestDigest())),
                        new PullEvent.AllDone(repository, true));
        assertThat(store.pullAsIs(repository).getLast())
                .isEqualTo(new PullEvent.AllDone(repository, false));
        assertThat(store.names()).containsExactlyInAnyOrder("app:1", "app:2");
    }

    @Test
    void anIndexWithoutThisMachinesPlatformIsRefusedByThePlatformsUsualName() {
        TestImage other = TestImage.builder().platform("linux", "s390x", "").layer(BASE).build();
        store.registry.publish("library/app", "latest", TestIndex.of(other));
        assertThatThrownBy(() -> store.pull("app"))
                .isInstanceOf(StoreException.NotFound.class)
                .message()
                .matches("no matching manifest for linux/[a-z0-9_]+ in the manifest list entries");
        Platform asked = new Platform("linux", "amd64", "v3");
        assertThatThrownBy(() -> store.pull("app", Optional.of(asked)))
                .hasMessageContaining("no matching manifest for linux/amd64/v3 in");
    }

    @Test
    void aWarningAboutThePlatformIsTheLastWord() {
        store.registry.publish("library/app", "latest", image(BASE));
        Platform asked = new Platform("linux", "s390x", "");
        List<PullEvent> events = store.pull("app", Optional.of(asked));
        assertThat(events.getLast())
                .isEqualTo(
                        new PullEvent.Notice(
                                "WARNING: image with reference app:latest was found but its"
                                        + " platform (linux/amd64) does not match the specified"
                                        + " platform (linux/s390x)"));
    }

    @Test
    void anImageWhoseHistoryTellsOfMoreLayersThanItHasIsRefused() throws IOException {
        TestImage image =
                TestImage.builder().layer(BASE).history(Map.of("created_by", "RUN no")).build();
        store.registry.publish("library/app", "latest", image);
        assertThatThrownBy(() -> store.pull("app"))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessage("too many non-empty layers in History section");
        assertThat(store.names()).isEmpty();
    }

    @Test
    void aConfigThatTheRegistryLacksIsNamedAsWhatIsMissing() {
        TestImage image = image(BASE);
        store.registry.publish("app", "latest", image);
        store.registry
                .on("GET", ".*/blobs/" + image.configDigest())
                .answer(Behaviour.error(404, "BLOB_UNKNOWN", "blob unknown to registry"));
        assertThatThrownBy(() -> store.pull(store.registry.host() + "/app"))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageStartingWith("error pulling image configuration: ");
    }

    @Test
    void aPulledImageIsListedAndItsLayersAreUnpacked() throws IOException {
        TestImage image = image(BASE, TOP);
        store.registry.publish("library/app", "latest", image);

        List<PullEvent> events = store.pull("app");

        assertThat(done(events).newer()).isTrue();
        assertThat(done(events).digest().toString()).isEqualTo(image.manifestDigest());
        assertThat(states(events, TOP)).endsWith(LayerState.COMPLETE);
        assertThat(store.names()).containsExactly("app:latest");
        ImageDetails details = store.engine.images().inspect("app");
        assertThat(details.image().id().toString()).isEqualTo(image.configDigest());
        assertThat(details.image().labels()).containsEntry("made-by", "test");
        assertThat(details.config().text()).isEqualTo(new String(image.config(), UTF_8));
        assertThat(store.engine.images().history("app")).hasSize(2);
        assertThat(filesUnder("ingest")).isEmpty();
    }

    @Test
    void theSameImageAgainIsUpToDateAndFetchesNoBlob() {
        store.registry.publish("library/app", "latest", image(BASE, TOP));
        store.pull("app");
        int before = store.blobRequests();

        List<PullEvent> events = store.pull("app");

        assertThat(done(events).newer()).isFalse();
        assertThat(store.blobRequests()).isEqualTo(before);
        assertThat(events).noneMatch(PullEvent.Layer.class::isInstance);
    }

    @Test
    void layersThatAnotherImageHasAreNotFetchedAgain() {
        store.registry.publish("library/one", "latest", image(BASE, TOP));
        store.registry.publish("library/two", "latest", image(BASE, OTHER));
        store.pull("one");

        List<PullEvent> events = store.pull("two");

        assertThat(states(events, BASE)).containsExactly(LayerState.ALREADY_EXISTS);
        assertThat(states(events, OTHER)).endsWith(LayerState.COMPLETE);
        assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + BASE.digest())).hasSize(1);
    }

    @Test
    void aTagThatMovesLeavesTheOldImageDangling() {
        store.registry.publish("library/app", "latest", image(BASE));
        store.pull("app");
        store.registry.publish("library/app", "latest", image(BASE, TOP));

        assertThat(done(store.pull("app")).newer()).isTrue();

        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "<none>");
        ImageFilters dangling =
                ImageFilters.forList(Map.of("dangling", List.of("true")), Clock.systemUTC());
        assertThat(store.engine.images().list(dangling, false, false)).hasSize(1);
        assertThat(store.engine.pruner().prune(ImageFilters.NONE).removals()).isNotEmpty();
        assertThat(store.names()).containsExactly("app:latest");
    }

    @Test
    void removingTheLastImageLeavesNothing() throws IOException {
        TestImage image = image(BASE, TOP);
        store.registry.publish("library/app", "latest", image);
        store.pull("app");

        List<Removal> removals = store.engine.remover().remove("app", false, false);

        assertThat(describe(removals))
                .startsWith("app:latest", "app@" + image.manifestDigest(), image.configDigest())
                .hasSize(5)
                .endsWith(BASE.diffId());
        assertThat(store.names()).isEmpty();
        assertThat(filesUnder("blobs/sha256")).isEmpty();
        assertThat(store.engine.driver().list()).isEmpty();
    }

    @Test
    void removingOneImageKeepsTheLayersOfAnother() {
        store.registry.publish("library/one", "latest", image(BASE, TOP));
        store.registry.publish("library/two", "latest", image(BASE, OTHER));
        store.pull("one");
        store.pull("two");

        List<Removal> removals = store.engine.remover().remove("one", false, false);

        assertThat(describe(removals)).doesNotContain(BASE.diffId());
        assertThat(store.names()).containsExactly("two:latest");
    }

    @Test
    void aSecondTagOnlyGoesAndTheImageStays() {
        store.registry.publish("library/app", "latest", image(BASE));
        store.pull("app");
        store.engine.images().tag("app", ReferenceParser.parseNormalized("mine/app:dev"));

        assertThat(describe(store.engine.remover().remove("mine/app:dev", false, false)))
                .containsExactly("mine/app:dev");

        assertThat(store.names()).containsExactly("app:latest");
    }

    @Test
    void anImageWithNamesInTwoRepositoriesIsRemovedByIdOnlyWithForce() {
        TestImage image = image(BASE);
        store.registry.publish("library/app", "latest", image);
        store.pull("app");
        store.engine.images().tag("app", ReferenceParser.parseNormalized("mine/app:dev"));
        String id = image.configDigest();

        assertThatThrownBy(() -> store.engine.remover().remove(id, false, false))
                .isInstanceOf(StoreException.Conflict.class)
                .hasMessageContaining("must be forced")
                .hasMessageContaining("referenced in multiple repositories");
        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "mine/app:dev");

        store.engine.remover().remove(id, true, false);
        assertThat(store.names()).isEmpty();
    }

    @Test
    void anIndexIsPulledForOnePlatformAndKeptWhole() {
        TestImage here = image(BASE);
        TestImage elsewhere =
                TestImage.builder().platform("linux", "s390x", "").layer(OTHER).build();
        TestIndex index = TestIndex.of(here, elsewhere);
        store.registry.publish("library/app", "latest", index);

        assertThat(done(store.pull("app")).digest().toString()).isEqualTo(index.digest());

        assertThat(store.engine.images().inspect("app").image().id().toString())
                .isEqualTo(here.configDigest());
        assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + OTHER.digest())).isEmpty();
    }

    @Test
    void aPullByDigestHasOnlyADigestReference() {
        TestImage image = image(BASE);
        store.registry.publish("library/app", "latest", image);
        store.pull("app@" + image.manifestDigest());
        assertThat(store.names()).containsExactly("<none>");
        assertThat(
                        store.engine
                                .images()
                                .inspect("app@" + image.manifestDigest())
                                .image()
                                .references())
                .hasSize(1);
    }

    @Test
    void aTransferThatBreaksGoesOnWhereItStopped() {
        store.registry.publish("library/app", "latest", image(BASE, TOP));
        store.registry
                .on("GET", "/v2/.*/blobs/" + TOP.digest())
                .first(1)
                .answer(Behaviour.cutAfter(50));

        store.pull("app");

        assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + TOP.digest()))
                .hasSize(2)
                .last()
                .satisfies(request -> assertThat(request.header("range")).contains("bytes=50-"));
    }

    @Test
    void wrongBytesFailThePullAndChangeNothing() throws IOException {
        store.registry.publish("library/app", "latest", image(BASE, TOP));
        store.registry.on("GET", "/v2/.*/blobs/" + TOP.digest()).answer(Behaviour.wrongBytes());

        assertThatThrownBy(() -> store.pull("app"))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining(TOP.digest());

        assertThat(store.names()).isEmpty();
        assertThat(store.engine.driver().list()).isEmpty();
        assertThat(filesUnder("blobs/sha256")).isEmpty();
    }

    @Test
    void aFailedPullKeepsTheLayersItHasFetched() {
        String name = store.registry.host() + "/library/app:latest";
        store.registry.publish("library/app", "latest", image(BASE, TOP));
        store.registry
                .on("GET", "/v2/.*/blobs/" + TOP.digest())
                .first(1)
                .answer(Behaviour.error(404, "BLOB_UNKNOWN", "blob unknown to registry"));
        assertThatThrownBy(() -> store.pull(name)).isInstanceOf(StoreException.NotFound.class);
        assertThat(store.names()).isEmpty();

        store.pull(name);

        assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + BASE.digest()))
                .as("the base layer may have been interrupted, but never starts at zero again")
                .hasSizeBetween(1, 2);
        assertThat(store.names()).containsExactly(name);
    }

    @Test
    void aPruneGivesBackTheRoomOfDownloadsThatBrokeOff() throws IOException {
        String name = store.registry.host() + "/library/app:latest";
        store.registry.publish("library/app", "latest", image(BASE));
        Path partial = store.root().resolve("ingest/" + BASE.digest().substring(7));
        Files.write(partial, Arrays.copyOf(BASE.blob(), 40));

        assertThat(store.engine.pruner().prune(ImageFilters.NONE).reclaimed()).isEqualTo(40);

        assertThat(partial).doesNotExist();
        store.pull(name);
        assertThat(store.names()).containsExactly(name);
    }

    @Test
    void anUnknownImageIsToldInDockersWords() {
        assertThatThrownBy(() -> store.engine.images().inspect("nope"))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessage("No such image: nope:latest");
        assertThatThrownBy(() -> store.pull("nope")).isInstanceOf(StoreException.class);
    }

    @Test
    void manyPullsOfTheSameImageFetchEachBlobOnce() throws Exception {
        store.registry.publish("library/app", "latest", image(BASE, TOP));
        store.registry.publish("library/app", "other", image(BASE, OTHER));
        try (ExecutorService executor = Executors.newFixedThreadPool(8)) {
            List<Future<List<PullEvent>>> pulls = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String tag = i % 2 == 0 ? "latest" : "other";
                pulls.add(executor.submit(() -> store.pull("app:" + tag)));
            }
            for (Future<List<PullEvent>> pull : pulls) {
                assertThat(pull.get()).isNotEmpty();
            }
        }
        for (TestLayer layer : List.of(BASE, TOP, OTHER)) {
            assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + layer.digest())).hasSize(1);
        }
    }

    @Test
    void everythingIsThereAfterReopening() throws IOException {
        store.registry.publish("library/app", "latest", image(BASE, TOP));
        store.pull("app");
        store.reopen();
        assertThat(store.names()).containsExactly("app:latest");
        store.assertSound();
    }

    @Test
    void whatACrashLeftIsSweptWhenTheStoreOpens() throws IOException {
        store.registry.publish("library/app", "latest", image(BASE));
        store.pull("app");
        Path stray = store.root().resolve("blobs/sha256/" + "0".repeat(64));
        Files.writeString(stray, "no row names this");
        Files.writeString(store.root().resolve("tmp/left"), "over");
        store.engine.driver().prepare(LayerKey.random(), Optional.empty());

        store.reopen();

        assertThat(stray).doesNotExist();
        store.assertSound();
    }

    @Test
    void theRootReadsAsAnOciLayout() throws IOException {
        TestImage image = image(BASE);
        store.registry.publish("library/app", "latest", image);
        store.pull("app");
        store.reopen();
        String index = Files.readString(store.root().resolve("index.json"));
        assertThat(index)
                .contains("\"org.opencontainers.image.ref.name\":\"app:latest\"")
                .contains(image.manifestDigest());
        assertThat(store.root().resolve("oci-layout")).exists();
    }

    @Test
    void aSecondEngineOnTheSameRootIsRefused() {
        assertThatThrownBy(() -> new EngineFixture(store.root(), driver))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another varved is using it");
    }
}
