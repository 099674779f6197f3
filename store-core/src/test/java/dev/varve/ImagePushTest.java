package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.push.PushEvent;
import dev.varve.push.PushEvent.LayerState;
import dev.varve.push.PushRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// What a push brings to a registry, and what it leaves in the store.
@Timeout(120)
class ImagePushTest {
    private static final byte[] BASE_TAR = TarBuilder.pax().directory("etc").build();
    private static final TestLayer BASE = TestLayer.gzip(BASE_TAR);
    private static final TestLayer TOP =
            TestLayer.gzip(TarBuilder.pax().file("etc/app", "y".repeat(50_000)));
    private static final TestImage APP = TestImage.builder().layer(BASE).layer(TOP).build();
    private static final TestImage OTHER =
            TestImage.builder()
                    .platform("linux", "s390x", "")
                    .layer(TestLayer.gzip(TarBuilder.pax().file("other", "z")))
                    .build();

    @TempDir Path directory;
    private EngineFixture store;
    private LoopbackRegistry target;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "vfs");
        target = LoopbackRegistry.start();
    }

    @AfterEach
    void close() throws IOException {
        store.close();
        target.close();
    }

    private List<PushEvent> push(String reference) {
        return push(reference, Optional.empty());
    }

    private List<PushEvent> push(String reference, Optional<Platform> platform) {
        List<PushEvent> events = new ArrayList<>();
        push(reference, platform, new Credentials.Anonymous(), events::add);
        return events;
    }

    private void push(
            String reference,
            Optional<Platform> platform,
            Credentials credentials,
            Consumer<PushEvent> listener) {
        Reference parsed = ReferenceParser.parseNormalized(reference);
        store.engine.pusher().push(new PushRequest(parsed, platform, credentials), listener);
    }

    private String have(String name, TestImage image) {
        store.registry.publish("library/" + name, "latest", image);
        store.pull(name);
        return tag(name, name + ":1");
    }

    /// @return the reference at the target
    private String tag(String name, String path) {
        String reference = target.host() + "/" + path;
        store.engine.images().tag(name, ReferenceParser.parseNormalized(reference));
        return reference;
    }

    private static PushEvent layer(TestLayer layer, LayerState state) {
        return new PushEvent.Layer(Digest.parse(layer.diffId()), state, "", 0, 0);
    }

    private static PushEvent done(String tag, String digest, long size) {
        return new PushEvent.Done(tag, Digest.parse(digest), size);
    }

    private byte[] stored(String repository, String tagOrDigest) {
        return target.manifestBytes(repository, tagOrDigest);
    }

    @Test
    void everyByteOfAnImageArrives() {
        String name = have("app", APP);

        List<PushEvent> events = push(name);

        assertThat(events)
                .startsWith(
                        new PushEvent.Started(
                                ReferenceParser.parseNormalized(target.host() + "/app")),
                        layer(TOP, LayerState.PREPARING),
                        layer(BASE, LayerState.PREPARING))
                .contains(layer(TOP, LayerState.PUSHED), layer(BASE, LayerState.PUSHED))
                .endsWith(done("1", APP.manifestDigest(), APP.manifest().length));
        assertThat(stored("app", "1")).isEqualTo(APP.manifest());
        assertThat(target.hasBlob("app", APP.configDigest())).isTrue();
        assertThat(target.hasBlob("app", TOP.digest())).isTrue();
        assertThat(target.unfinishedUploads()).isZero();
    }

    @Test
    void whatTheRegistryHasIsNotSentAgain() {
        String name = have("app", APP);
        push(name);
        int before = target.requests("PUT", ".*/blobs/.*").size();

        assertThat(push(name))
                .contains(
                        layer(TOP, LayerState.ALREADY_EXISTS),
                        layer(BASE, LayerState.ALREADY_EXISTS))
                .last()
                .isEqualTo(done("1", APP.manifestDigest(), APP.manifest().length));
        assertThat(target.requests("PUT", ".*/blobs/.*")).hasSize(before);
        assertThat(target.requests("POST", ".*")).hasSize(3);
    }

    @Test
    void aLayerIsMountedFromTheRepositoryThatItCameFrom() {
        target.publish("team/base", "1", APP);
        store.pull(target.host() + "/team/base:1");
        String name = tag(target.host() + "/team/base:1", "team/app:1");

        List<PushEvent> events = push(name);

        assertThat(events)
                .contains(
                        new PushEvent.Layer(
                                Digest.parse(TOP.diffId()), LayerState.MOUNTED, "team/base", 0, 0));
        assertThat(target.hasBlob("team/app", TOP.digest())).isTrue();
        assertThat(target.requests("PUT", ".*/blobs/.*"))
                .as("the config alone was sent")
                .hasSize(1);
    }

    @Test
    void aLayerThatIsNotMountedAfterAllIsSentInTheUploadThatTheRegistryBegan() {
        target.publish("team/base", "1", APP);
        store.pull(target.host() + "/team/base:1");
        String name = tag(target.host() + "/team/base:1", "team/app:1");
        target.forgetBlobs("team/base");

        assertThat(push(name)).contains(layer(TOP, LayerState.PUSHED));

        assertThat(target.requests("POST", ".*"))
                .as("one upload each for two layers and the config")
                .hasSize(3);
        assertThat(target.unfinishedUploads()).isZero();
    }

    @Test
    void aTagWithoutADigestIsNoReasonToTryAMount() {
        String name = have("app", APP);
        tag("app", "never/pushed:1");
        push(name);
        assertThat(target.requests("POST", ".*")).noneMatch(r -> r.query().contains("mount"));
    }

    @Test
    void anImageWithZstdAndPlainLayersStaysAsItIs() {
        TestLayer zstd =
                TestLayer.of(BASE_TAR, Zstd.compress(BASE_TAR), TestLayer.Compression.ZSTD);
        TestImage image =
                TestImage.builder()
                        .format(TestImage.Format.OCI)
                        .layer(zstd)
                        .layer(TestLayer.plain(TOP.tar()))
                        .build();
        push(have("oci", image));
        assertThat(stored("oci", "1")).isEqualTo(image.manifest());
        assertThat(target.hasBlob("oci", zstd.digest())).isTrue();
    }

    @Test
    void anIndexOfWhichEverythingIsHereArrivesWhole() {
        TestIndex index = TestIndex.of(APP, OTHER);
        store.registry.publish("library/multi", "latest", index);
        store.pull("multi", Optional.of(new Platform("linux", "s390x", "", "")));
        store.pull("multi");

        assertThat(push(tag("multi", "multi:1")))
                .last()
                .isEqualTo(done("1", index.digest(), index.bytes().length));

        assertThat(stored("multi", "1")).isEqualTo(index.bytes());
        assertThat(stored("multi", OTHER.manifestDigest())).isEqualTo(OTHER.manifest());
    }

    @Test
    void ofAnIndexWithAPlatformThatIsNowhereTheImageAloneIsPushed() {
        TestIndex index = TestIndex.of(APP, OTHER);
        store.registry.publish("library/multi", "latest", index);
        store.pull("multi");

        List<PushEvent> events = push(tag("multi", "multi:1"));

        assertThat(events).last().isEqualTo(done("1", APP.manifestDigest(), APP.manifest().length));
        assertThat(events)
                .filteredOn(PushEvent.Notice.class::isInstance)
                .singleElement()
                .asString()
                .contains(index.digest(), "linux/amd64", APP.manifestDigest());
        assertThat(stored("multi", "1")).isEqualTo(APP.manifest());
    }

    @Test
    void anIndexWhoseOtherPlatformsTheRegistryHasArrivesWithItsDigest() {
        TestIndex index = TestIndex.of(APP, OTHER);
        store.registry.publish("library/multi", "latest", index);
        store.pull("multi");
        target.publish("multi", "other", OTHER);

        assertThat(push(tag("multi", "multi:1")))
                .last()
                .isEqualTo(done("1", index.digest(), index.bytes().length));
        assertThat(stored("multi", "1")).isEqualTo(index.bytes());
    }

    @Test
    void withAPlatformOnlyItsImageIsPushed() {
        store.registry.publish("library/multi", "latest", TestIndex.of(APP, OTHER));
        store.pull("multi", Optional.of(new Platform("linux", "s390x", "", "")));
        store.pull("multi");
        String name = tag("multi", "multi:1");

        push(name, Optional.of(new Platform("linux", "s390x", "", "")));

        assertThat(stored("multi", "1")).isEqualTo(OTHER.manifest());
        assertThat(target.hasManifest("multi", APP.manifestDigest())).isFalse();
        assertThatThrownBy(() -> push(name, Optional.of(new Platform("linux", "arm64", "", ""))))
                .isInstanceOf(NotFound.class)
                .hasMessageContaining("(linux/arm64)");
    }

    @Test
    void allTagsOfARepositoryArePushedAndNothingElse() {
        have("app", APP);
        store.registry.publish("library/other", "latest", OTHER);
        store.pull("other", Optional.of(new Platform("linux", "s390x", "", "")));
        tag("other", "app:2");
        tag("other", "elsewhere:1");

        List<PushEvent> events = push(target.host() + "/app");

        assertThat(events)
                .filteredOn(PushEvent.Done.class::isInstance)
                .containsExactly(
                        done("1", APP.manifestDigest(), APP.manifest().length),
                        done("2", OTHER.manifestDigest(), OTHER.manifest().length));
        assertThat(target.hasManifest("elsewhere", "1")).isFalse();
    }

    @Test
    void anImageThatCameWithoutAManifestIsPushedWithTheOneThatWasMadeAndCanBePulled()
            throws IOException {
        Archives.load(store, Archives.docker24(APP, target.host() + "/old:1").build());

        push(target.host() + "/old:1");

        try (EngineFixture other = new EngineFixture(directory.resolve("other"), "vfs")) {
            other.pull(target.host() + "/old:1");
            assertThat(other.engine.images().inspect(target.host() + "/old:1").image().id())
                    .hasToString(APP.configDigest());
        }
    }

    @Test
    void anImageGetsTheDigestThatTheRegistryKnowsItBy() {
        push(have("app", APP));
        assertThat(store.engine.images().inspect(target.host() + "/app:1").image().references())
                .extracting(Reference::toString)
                .contains(target.host() + "/app@" + APP.manifestDigest());
    }

    @Test
    void aPushThatFailsChangesNothing() throws IOException {
        String name = have("app", APP);
        target.on("PUT", ".*/manifests/.*").answer(Behaviour.error(403, "DENIED", "not for you"));
        Set<String> blobs = Archives.blobs(store);
        List<Reference> names = names(name);

        assertThatThrownBy(() -> push(name))
                .isInstanceOf(Denied.class)
                .hasMessage("denied: not for you");

        assertThat(names(name)).isEqualTo(names);
        assertThat(Archives.blobs(store)).isEqualTo(blobs);
    }

    private List<Reference> names(String image) {
        return store.engine.images().inspect(image).image().references();
    }

    @Test
    void aPushIsToldAsAnEventByTheNameThatWasAskedFor() {
        String name = have("app", APP);
        push(name);
        assertThat(store.engine.events().past())
                .filteredOn(event -> event.action().equals("push"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.actorId()).isEqualTo(name);
                    assertThat(event.attributes()).containsEntry("name", target.host() + "/app");
                });
    }

    @Test
    void aBlobThatIsDamagedHereIsToldAsSuchAndNothingIsTagged() throws IOException {
        String name = have("app", APP);
        Path blob = store.root().resolve("blobs/sha256").resolve(Archives.hex(TOP.digest()));
        byte[] good = Files.readAllBytes(blob);
        byte[] bad = good.clone();
        bad[100] ^= 1;
        Files.write(blob, bad, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            assertThatThrownBy(() -> push(name))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("of the store is damaged");
        } finally {
            Files.write(blob, good, StandardOpenOption.TRUNCATE_EXISTING);
        }
        assertThat(target.hasManifest("app", "1")).isFalse();
    }

    @Test
    void aBlobFileThatIsTooShortIsNotTheRegistrysFault() throws IOException {
        String name = have("app", APP);
        Path blob = store.root().resolve("blobs/sha256").resolve(Archives.hex(TOP.digest()));
        byte[] good = Files.readAllBytes(blob);
        Files.write(blob, new byte[] {1}, StandardOpenOption.TRUNCATE_EXISTING);
        try {
            assertThatThrownBy(() -> push(name))
                    .isInstanceOf(StoreException.Corrupt.class)
                    .hasMessageContaining("pull the image again");
        } finally {
            Files.write(blob, good, StandardOpenOption.TRUNCATE_EXISTING);
        }
    }

    @Test
    void aCallerThatGoesAwayEndsThePush() {
        String name = have("app", APP);
        Consumer<PushEvent> leaves =
                event -> {
                    if (event.equals(layer(BASE, LayerState.PUSHED))) {
                        throw new Cancelled("the client went away");
                    }
                };
        assertThatThrownBy(() -> push(name, Optional.empty(), new Credentials.Anonymous(), leaves))
                .isInstanceOf(Cancelled.class);
        assertThat(target.hasManifest("app", "1")).isFalse();
    }

    @Test
    void whatIsNotHereIsToldAsDockerTellsIt() {
        String name = have("app", APP);
        assertThatThrownBy(() -> push(target.host() + "/nope:1"))
                .isInstanceOf(NotFound.class)
                .hasMessage(
                        "An image does not exist locally with the tag: " + target.host() + "/nope");
        assertThatThrownBy(() -> push(target.host() + "/app:2"))
                .isInstanceOf(NotFound.class)
                .hasMessage("tag does not exist: " + target.host() + "/app:2");
        assertThatThrownBy(() -> push(target.host() + "/app@" + APP.manifestDigest()))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage("cannot push a digest reference");
        assertThat(target.hasManifest("app", "1")).as(name).isFalse();
    }
}
