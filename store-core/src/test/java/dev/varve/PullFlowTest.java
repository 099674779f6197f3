package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullRequest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a pull says, waits for and names.
class PullFlowTest {
    private static final TestLayer LAYER = TestLayer.gzip(TarBuilder.pax().file("f", "f"));
    private static final TestImage IMAGE = TestImage.builder().cmd("1").layer(LAYER).build();
    private static final TestImage NEXT = TestImage.builder().cmd("2").layer(LAYER).build();

    @TempDir Path directory;
    private EngineFixture store;
    private String app;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "overlay2");
        store.registry.publish("library/app", "v1", IMAGE);
        app = store.registry.host() + "/library/app";
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private List<PullEvent> pullPinned(String tag) {
        Reference reference =
                ReferenceParser.parseNormalized(app)
                        .withDigest(Digest.parse(IMAGE.manifestDigest()));
        List<PullEvent> events = new ArrayList<>();
        store.engine
                .puller()
                .pull(
                        new PullRequest(
                                reference,
                                Optional.empty(),
                                new Credentials.Anonymous(),
                                Optional.of(tag)),
                        events::add);
        return events;
    }

    private static List<String> notices(List<PullEvent> events) {
        return events.stream()
                .filter(PullEvent.Notice.class::isInstance)
                .map(event -> ((PullEvent.Notice) event).text())
                .toList();
    }

    @Test
    void aTagBesideADigestIsKeptWhenItMeansTheSame() {
        List<PullEvent> events = pullPinned("v1");
        assertThat(notices(events)).isEmpty();
        assertThat(store.names()).containsExactly(app + ":v1");
        assertThat(store.engine.images().inspect(app + "@" + IMAGE.manifestDigest())).isNotNull();
        assertThat(store.registry.requests("GET", "/v2/.*/manifests/.*")).hasSize(1);
    }

    @Test
    void aTagThatHasMovedOnIsLeftAloneWithAWord() {
        store.registry.publish("library/app", "v1", NEXT);
        assertThat(notices(pullPinned("v1")))
                .singleElement()
                .asString()
                .contains("WARNING", ":v1 means " + NEXT.manifestDigest());
        assertThat(store.names()).containsExactly("<none>");
        assertThat(notices(pullPinned("gone")))
                .singleElement()
                .asString()
                .contains(":gone is not there");
    }

    @Test
    void whatTheRegistrySaysAboutItsLimitIsPassedOn() {
        store.registry
                .on("*", "/v2/.*/manifests/.*")
                .answer(
                        Behaviour.header("RateLimit-Remaining", "76;w=21600"),
                        Behaviour.header("RateLimit-Limit", "100;w=21600"));
        assertThat(notices(store.pull(app + ":v1")))
                .containsExactly(
                        "Rate limit of "
                                + store.registry.host()
                                + ": 76 of 100 pulls left, counted over 6 h");
    }

    @Test
    void aBlobWaitsUntilTheRegistryWantsToBeAskedAgain() {
        store.registry
                .on("GET", "/v2/.*/blobs/" + LAYER.digest())
                .first(2)
                .answer(Behaviour.retryAfter(429, "1"));
        long start = System.nanoTime();
        List<PullEvent> events = store.pull(app + ":v1");
        assertThat(System.nanoTime() - start).isGreaterThan(2_000_000_000L);
        assertThat(events).anyMatch(PullEvent.Retrying.class::isInstance);
        assertThat(store.names()).containsExactly(app + ":v1");
    }

    @Test
    void aRegistryThatAsksForTooMuchPatienceIsToldAtOnce() {
        store.registry
                .on("GET", "/v2/.*/blobs/" + LAYER.digest())
                .answer(Behaviour.retryAfter(429, "86400"));
        assertThatThrownBy(() -> store.pull(app + ":v1"))
                .isInstanceOf(Unavailable.class)
                .hasMessageContaining("You have reached your pull rate limit");
        assertThat(store.registry.requests("GET", "/v2/.*/blobs/" + LAYER.digest())).hasSize(1);
    }

    @Test
    void foreignEncryptedAndOldImagesAreRefusedByName() {
        assertRefused(
                "foreign",
                IMAGE.manifestType(),
                manifest("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip"),
                "foreign layers are not kept by registries");
        assertRefused(
                "secret",
                IMAGE.manifestType(),
                manifest("application/vnd.oci.image.layer.v1.tar+gzip+encrypted"),
                "the layer is encrypted");
        assertRefused(
                "old",
                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                "{\"schemaVersion\":1,\"name\":\"x\",\"fsLayers\":[],\"history\":[]}",
                "schema 1 support has been removed");
        assertThat(store.names()).isEmpty();
    }

    private static String manifest(String layerType) {
        String text = new String(IMAGE.manifest(), java.nio.charset.StandardCharsets.UTF_8);
        return text.replaceAll(
                "application/vnd\\.[a-z0-9.+]*(rootfs\\.diff|image\\.layer)[a-z0-9.+]*",
                java.util.regex.Matcher.quoteReplacement(layerType));
    }

    private void assertRefused(String tag, String mediaType, String manifest, String words) {
        store.registry.manifest(
                "library/app",
                tag,
                mediaType,
                manifest.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThatThrownBy(() -> store.pull(app + ":" + tag))
                .isInstanceOf(StoreException.Unsupported.class)
                .hasMessageContaining(words);
    }
}
