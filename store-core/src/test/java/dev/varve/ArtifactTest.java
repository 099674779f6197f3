package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.container.CreateRequest;
import dev.varve.container.HostConfig;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.fixtures.image.JsonText;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestArtifact;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.fixtures.registry.Behaviour;
import dev.varve.fixtures.registry.LoopbackRegistry;
import dev.varve.gc.Removal;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageFilters;
import dev.varve.image.ImageSummary;
import dev.varve.image.config.RunConfig;
import dev.varve.image.config.RunField;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.pull.PullEvent;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.push.PushRequest;
import dev.varve.reference.ReferenceParser;
import dev.varve.registry.Credentials;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is no image is kept as it came: charts, signatures, and what oras makes.
@Timeout(120)
class ArtifactTest {
    private static final TestArtifact CHART = TestArtifact.chart("chart ".repeat(5_000));
    private static final TestArtifact SBOM =
            TestArtifact.attached("application/vnd.example.sbom", "one");
    private static final TestArtifact OTHER_SBOM =
            TestArtifact.attached("application/vnd.example.sbom", "two");
    private static final TestArtifact SIGNATURE = TestArtifact.signature("{\"critical\":1}");
    private static final TestImage IMAGE =
            TestImage.builder().layer(TestLayer.gzip(TarBuilder.pax().file("f", "f"))).build();

    @TempDir Path directory;
    private EngineFixture store;

    @BeforeEach
    void open() throws IOException {
        store = new EngineFixture(directory.resolve("root"), "vfs");
        store.registry.publish("library/chart", "latest", CHART);
        store.registry.publish("library/sbom", "latest", SBOM);
        store.registry.publish("library/other", "latest", OTHER_SBOM);
        store.registry.publish("library/signature", "latest", SIGNATURE);
        store.registry.publish("library/app", "latest", IMAGE);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private List<ImageSummary> list(Map<String, List<String>> filters) {
        return store.engine
                .images()
                .list(ImageFilters.forList(filters, Clock.systemUTC()), false, true);
    }

    private Path blob(String digest) {
        return store.root().resolve("blobs/sha256").resolve(Digest.parse(digest).hex());
    }

    private void assertKept(TestArtifact artifact) {
        assertThat(blob(artifact.manifestDigest())).hasBinaryContent(artifact.manifest());
        for (int i = 0; i < artifact.blobs().size(); i++) {
            assertThat(blob(artifact.digests().get(i))).hasBinaryContent(artifact.blobs().get(i));
        }
    }

    private static List<LayerState> states(List<PullEvent> events, String blob) {
        return events.stream()
                .filter(PullEvent.Layer.class::isInstance)
                .map(PullEvent.Layer.class::cast)
                .filter(event -> event.blob().equals(Digest.parse(blob)))
                .map(PullEvent.Layer::state)
                .distinct()
                .toList();
    }

    @Test
    void aPullKeepsEveryByteAndUnpacksNothing() throws IOException {
        List<PullEvent> events = store.pull("chart");
        assertKept(CHART);
        assertThat(store.names()).containsExactly("chart:latest");
        for (String blob : CHART.digests()) {
            assertThat(states(events, blob))
                    .startsWith(LayerState.PULLING)
                    .endsWith(LayerState.COMPLETE);
        }
        assertThat(events.getLast())
                .isEqualTo(
                        new PullEvent.Done(
                                ReferenceParser.parseNormalized("chart:latest"),
                                Digest.parse(CHART.manifestDigest()),
                                true));
        assertThat(store.engine.driver().list()).isEmpty();
        store.reopen();
        assertThat(store.names()).containsExactly("chart:latest");
        store.assertSound();
    }

    @Test
    void pulledAgainItIsUpToDateAndNothingIsFetched() {
        store.pull("chart");
        int requests = store.blobRequests();
        List<PullEvent> events = store.pull("chart");
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        PullEvent.Done.class, done -> assertThat(done.newer()).isFalse());
        assertThat(store.blobRequests()).isEqualTo(requests);
    }

    @Test
    void whatTheRegistrySpoilsIsNotKept() throws IOException {
        store.registry
                .on("GET", "/v2/.*/blobs/" + CHART.digests().get(1))
                .answer(Behaviour.wrongBytes());
        String direct = store.registry.host() + "/library/chart";
        assertThatThrownBy(() -> store.pull(direct)).isInstanceOf(Corrupt.class);
        assertThat(store.names()).isEmpty();
        assertThat(store.root().resolve("blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void thoseThatShareTheirConfigAreDifferentAndGoOneByOne() throws IOException {
        store.pull("sbom");
        store.pull("other");
        assertThat(SBOM.digests().getFirst()).isEqualTo(OTHER_SBOM.digests().getFirst());
        assertThat(list(Map.of()))
                .extracting(row -> row.image().id().toString())
                .containsExactlyInAnyOrder(SBOM.manifestDigest(), OTHER_SBOM.manifestDigest());

        List<Removal> removals = store.engine.remover().remove("sbom", false, false);
        assertThat(removals).contains(new Removal.Deleted(Digest.parse(SBOM.manifestDigest())));
        assertThat(blob(SBOM.manifestDigest())).doesNotExist();
        assertThat(blob(SBOM.digests().get(1))).doesNotExist();
        assertKept(OTHER_SBOM);
        store.assertSound();

        store.engine.remover().remove("other", false, false);
        assertThat(store.root().resolve("blobs/sha256")).isEmptyDirectory();
    }

    @Test
    void aListShowsItUnlabelledAndEveryFilterTakesIt() {
        store.pull("chart");
        ImageSummary row = list(Map.of()).getFirst();
        assertThat(row.image().size()).isEqualTo(CHART.size());
        assertThat(row.image().created()).contains(Instant.parse("2024-05-06T07:08:09Z"));
        assertThat(row.image().labels()).isEmpty();
        store.pull("app");
        assertThat(list(Map.of("reference", List.of("chart")))).hasSize(1);
        assertThat(list(Map.of("label", List.of("a")))).isEmpty();
        assertThat(list(Map.of("dangling", List.of("true")))).isEmpty();
        assertThat(list(Map.of("before", List.of("chart")))).isEmpty();
        assertThat(list(Map.of("since", List.of("chart")))).hasSize(1);
    }

    @Test
    void inspectionTellsItsTypeAndNoLayers() {
        store.pull("sbom");
        store.pull("signature");
        ImageDetails details = store.engine.images().inspect("sbom");
        assertThat(details.artifact())
                .hasValueSatisfying(artifact -> {
                    assertThat(artifact.type()).isEqualTo("application/vnd.example.sbom");
                    assertThat(artifact.manifest().digest()).hasToString(SBOM.manifestDigest());
                });
        assertThat(details.image().layers()).isEmpty();
        assertThat(details.config().config()).isEmpty();
        assertThat(store.engine.images().history("sbom")).isEmpty();
        assertThat(store.engine.images().inspect("signature").artifact().orElseThrow().type())
                .isEqualTo("application/vnd.dev.cosign.simplesigning.v1+json");
        store.pull("app");
        assertThat(store.engine.images().inspect("app").artifact()).isEmpty();
    }

    @Test
    void thereIsNoFileSystemToMountOrToWriteOver() {
        store.pull("sbom");
        String refusal =
                "sbom is an artifact of type application/vnd.example.sbom and no image: it has no"
                        + " file system";
        CreateRequest request =
                new CreateRequest(
                        Optional.empty(),
                        RunConfig.EMPTY.with(RunField.IMAGE, "sbom"),
                        HostConfig.EMPTY);
        assertThatThrownBy(() -> store.engine.containers().create(request))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(refusal);
        assertThatThrownBy(() -> store.engine.imageMounts().mount("sbom"))
                .isInstanceOf(InvalidArgument.class)
                .hasMessage(refusal);
        assertThat(store.engine.imageMounts().list()).isEmpty();
    }

    @Test
    void pruneTakesItOnceItHasNoName() throws IOException {
        store.pull("sbom");
        store.engine.pruner().prune(ImageFilters.NONE);
        assertKept(SBOM);
        store.registry.publish("library/sbom", "latest", OTHER_SBOM);
        store.pull("sbom");
        store.engine.pruner().prune(ImageFilters.NONE);
        assertThat(blob(SBOM.manifestDigest())).doesNotExist();
        assertKept(OTHER_SBOM);
    }

    @Test
    void anotherNameKeepsIt() throws IOException {
        store.pull("chart");
        store.engine.images().tag("chart", ReferenceParser.parseNormalized("mine:1"));
        store.engine.remover().remove("chart", false, false);
        assertThat(store.names()).containsExactly("mine:1");
        assertKept(CHART);
        String id = CHART.manifestDigest().substring("sha256:".length(), 19);
        assertThat(store.engine.images().inspect(id).artifact()).isPresent();
    }

    @Test
    void aPlatformThatIsAskedForDoesNotMatterToIt() {
        List<PullEvent> events =
                store.pull("chart", Optional.of(new Platform("linux", "s390x", "", "")));
        assertThat(events).noneMatch(PullEvent.Notice.class::isInstance);
        assertThat(store.names()).containsExactly("chart:latest");
    }

    @Test
    void anIndexMayLeadToIt() throws IOException {
        store.registry.manifest(
                "library/many",
                "latest",
                "application/vnd.oci.image.index.v1+json",
                indexOf(CHART).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        store.registry.publish("library/many", "", CHART);
        store.pull("many");
        assertThat(list(Map.of()).getFirst().image().id()).hasToString(CHART.manifestDigest());
        byte[] archive = Archives.save(store, "many");
        store.engine.remover().remove("many", false, false);
        assertThat(store.root().resolve("blobs/sha256")).isEmptyDirectory();
        Archives.load(store, archive);
        assertThat(store.names()).containsExactly("many:latest");
        assertKept(CHART);
    }

    private static String indexOf(TestArtifact artifact) {
        return "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\","
                + "\"manifests\":[{\"mediaType\":\""
                + artifact.manifestType()
                + "\",\"digest\":\""
                + artifact.manifestDigest()
                + "\",\"size\":"
                + artifact.manifest().length
                + ",\"platform\":{\"os\":\"linux\",\"architecture\":\"amd64\"}}]}";
    }

    @Test
    void aPushBringsEveryByte() {
        try (LoopbackRegistry target = LoopbackRegistry.start()) {
            for (String name : List.of("chart", "sbom", "signature")) {
                store.pull(name);
                String reference = target.host() + "/kept/" + name + ":1";
                store.engine.images().tag(name, ReferenceParser.parseNormalized(reference));
                store.engine
                        .pusher()
                        .push(
                                new PushRequest(
                                        ReferenceParser.parseNormalized(reference),
                                        Optional.empty(),
                                        new Credentials.Anonymous()),
                                event -> {});
            }
            assertPushed(target, "kept/chart", CHART);
            assertPushed(target, "kept/sbom", SBOM);
            assertPushed(target, "kept/signature", SIGNATURE);
        }
    }

    private static void assertPushed(
            LoopbackRegistry target, String repository, TestArtifact artifact) {
        assertThat(target.manifestBytes(repository, "1")).isEqualTo(artifact.manifest());
        assertThat(artifact.digests()).allMatch(digest -> target.hasBlob(repository, digest));
    }

    @Test
    void anArchiveHoldsItWithAndWithoutImages() throws IOException {
        store.pull("chart");
        store.pull("app");
        byte[] alone = Archives.save(store, "chart");
        byte[] both = Archives.save(store, "app", "chart");
        for (byte[] archive : List.of(alone, both)) {
            store.engine.remover().remove("chart", false, false);
            assertThat(blob(CHART.manifestDigest())).doesNotExist();
            Archives.load(store, archive);
            assertKept(CHART);
            assertThat(store.engine.images().inspect("chart").artifact()).isPresent();
        }
        assertThat(store.names()).containsExactlyInAnyOrder("app:latest", "chart:latest");
    }

    @Test
    void anArchivesImageIsTakenAndNotWhatIsSaidOfIt() throws IOException {
        TestIndex index =
                TestIndex.of(IMAGE)
                        .withEntries(
                                List.of(
                                        entry(
                                                SIGNATURE.manifestType(),
                                                SIGNATURE.manifestDigest(),
                                                SIGNATURE.manifest())));
        Map<String, Object> top = entry(index.mediaType(), index.digest(), index.bytes());
        top.put("annotations", Map.of("io.containerd.image.name", "docker.io/library/app:1"));
        TarBuilder archive =
                TarBuilder.pax()
                        .file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}")
                        .file(
                                "index.json",
                                JsonText.of(Map.of("schemaVersion", 2, "manifests", List.of(top))));
        List<byte[]> blobs = new ArrayList<>(SIGNATURE.blobs());
        blobs.addAll(
                List.of(
                        SIGNATURE.manifest(),
                        index.bytes(),
                        IMAGE.manifest(),
                        IMAGE.config(),
                        IMAGE.layers().getFirst().blob()));
        for (byte[] blob : blobs) {
            archive.file("blobs/sha256/" + Digest.sha256(blob).hex(), blob);
        }
        Archives.load(store, archive.build());
        assertThat(store.names()).containsExactly("app:1");
        assertThat(list(Map.of()).getFirst().image().id()).hasToString(IMAGE.configDigest());
        assertThat(blob(SIGNATURE.manifestDigest())).doesNotExist();
    }

    private static Map<String, Object> entry(String mediaType, String digest, byte[] bytes) {
        return new LinkedHashMap<>(
                Map.of("mediaType", mediaType, "digest", digest, "size", bytes.length));
    }
}
