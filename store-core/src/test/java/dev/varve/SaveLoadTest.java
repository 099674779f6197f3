package dev.varve;

import static dev.varve.Archives.blobs;
import static dev.varve.Archives.entries;
import static dev.varve.Archives.load;
import static dev.varve.Archives.save;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;

import dev.varve.archive.ArchiveCompression;
import dev.varve.archive.LoadEvent;
import dev.varve.error.StoreException;
import dev.varve.event.Event;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestImage;
import dev.varve.fixtures.image.TestIndex;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.ReferenceParser;

import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Images that leave a store in an archive and come into another one.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class SaveLoadTest {
    private static final byte[] BASE_TAR =
            TarBuilder.pax()
                    .directory("etc")
                    .file("etc/os-release", "ID=demo\n")
                    .file("etc/old", "x")
                    .build();
    private static final byte[] TOP_TAR =
            TarBuilder.pax().whiteout("etc/old").file("etc/app", "y".repeat(200_000)).build();
    private static final TestLayer BASE = TestLayer.gzip(BASE_TAR);
    private static final TestLayer TOP = TestLayer.gzip(TOP_TAR);
    private static final TestLayer OTHER =
            TestLayer.gzip(TarBuilder.pax().directory("srv").file("srv/data", "other"));

    @Parameter String driver;
    @TempDir Path directory;
    private EngineFixture from;
    private EngineFixture to;

    @BeforeEach
    void open() throws IOException {
        from = new EngineFixture(directory.resolve("from"), driver);
        to = new EngineFixture(directory.resolve("to"), driver);
    }

    @AfterEach
    void close() throws IOException {
        from.close();
        to.close();
    }

    private static TestImage image(TestLayer... layers) {
        TestImage.Builder builder = TestImage.builder().label("made-by", "test");
        for (TestLayer layer : layers) {
            builder.layer(layer);
        }
        return builder.build();
    }

    private void everyDigestStays(String name) throws IOException {
        from.pull(name);

        byte[] archive = save(from, name);
        List<LoadEvent> events = load(to, archive);

        assertThat(events).last().isEqualTo(named(name));
        assertThat(blobs(to)).isEqualTo(blobs(from));
        assertThat(to.names()).isEqualTo(from.names());
        assertThat(save(to, name)).as("the same image, the same archive").isEqualTo(archive);
        to.reopen();
        assertThat(to.names()).containsExactly(name + ":latest");
    }

    private static LoadEvent named(String name) {
        return new LoadEvent.Named(ReferenceParser.parseNormalized(name).withDefaultTag());
    }

    @Test
    void everyDigestOfADockerImageStays() throws IOException {
        from.registry.publish("library/app", "latest", image(BASE, TOP));
        everyDigestStays("app");
    }

    @Test
    void everyDigestOfAnOciImageWithZstdAndPlainLayersStays() throws IOException {
        TestLayer zstd =
                TestLayer.of(BASE_TAR, Zstd.compress(BASE_TAR), TestLayer.Compression.ZSTD);
        TestImage image =
                TestImage.builder()
                        .format(TestImage.Format.OCI)
                        .layer(zstd)
                        .layer(TestLayer.plain(TOP_TAR))
                        .build();
        from.registry.publish("library/app", "latest", image);
        everyDigestStays("app");
    }

    @Test
    void anArchiveThatWasCompressedOnRequestIsTheSameInside() throws IOException {
        from.registry.publish("library/app", "latest", image(BASE, TOP));
        from.pull("app");
        byte[] plain = save(from, "app");
        assertThat(new java.util.zip.GZIPInputStream(compressed(ArchiveCompression.GZIP)))
                .hasBinaryContent(plain);
        assertThat(new com.github.luben.zstd.ZstdInputStream(compressed(ArchiveCompression.ZSTD)))
                .hasBinaryContent(plain);
        load(to, compressed(ArchiveCompression.ZSTD).readAllBytes());
        assertThat(blobs(to)).isEqualTo(blobs(from));
    }

    @Test
    void nothingIsWrittenOfACompressedArchiveThatIsRefused() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThatThrownBy(() ->
                        from.engine
                                .saver()
                                .save(
                                        List.of("nope"),
                                        Optional.empty(),
                                        ArchiveCompression.GZIP,
                                        out))
                .isInstanceOf(StoreException.NotFound.class);
        assertThat(out.size()).isZero();
    }

    private ByteArrayInputStream compressed(ArchiveCompression compression) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        from.engine.saver().save(List.of("app"), Optional.empty(), compression, out);
        return new ByteArrayInputStream(out.toByteArray());
    }

    @Test
    void manifestsOfOneConfigWithLayersInAnotherCompressionAllStay() throws IOException {
        TestImage gzip = TestImage.builder().format(TestImage.Format.OCI).layer(BASE).build();
        TestLayer zstd =
                TestLayer.of(BASE_TAR, Zstd.compress(BASE_TAR), TestLayer.Compression.ZSTD);
        TestImage other = TestImage.builder().format(TestImage.Format.OCI).layer(zstd).build();
        assertThat(other.configDigest()).isEqualTo(gzip.configDigest());
        from.registry.publish("library/app", "gzip", gzip);
        from.registry.publish("library/app", "zstd", other);
        from.pull("app:gzip");
        from.pull("app:zstd");

        byte[] archive = save(from, "app");
        load(to, archive);

        assertThat(blobs(to)).isEqualTo(blobs(from));
        assertThat(save(to, "app:zstd")).isEqualTo(save(from, "app:zstd"));
        assertThat(save(to, "app:gzip")).isEqualTo(save(from, "app:gzip"));
    }

    @Test
    void everyDigestOfAnIndexWithOnePlatformHereStays() throws IOException {
        TestImage elsewhere =
                TestImage.builder().platform("linux", "s390x", "").layer(OTHER).build();
        from.registry.publish("library/app", "latest", TestIndex.of(image(BASE), elsewhere));
        everyDigestStays("app");
    }

    @Test
    void severalImagesShareTheirLayersInTheArchive() throws IOException {
        from.registry.publish("library/one", "latest", image(BASE, TOP));
        from.registry.publish("library/two", "latest", image(BASE, OTHER));
        from.pull("one");
        from.pull("two");

        byte[] archive = save(from, "one", "two", "one:latest");

        assertThat(entries(archive)).hasSize(4 + 2 + 2 + 3);
        assertThat(load(to, archive)).contains(named("one"), named("two"));
        assertThat(to.names()).containsExactlyInAnyOrder("one:latest", "two:latest");
        assertThat(blobs(to)).isEqualTo(blobs(from));
    }

    @Test
    void aNameWithoutATagMeansEveryTagAndAnIdMeansNone() throws IOException {
        TestImage image = image(BASE);
        from.registry.publish("library/app", "latest", image);
        from.pull("app");
        from.engine.images().tag("app", ReferenceParser.parseNormalized("app:2"));
        from.engine.images().tag("app", ReferenceParser.parseNormalized("app2:1"));

        assertThat(Archives.text(save(from, "app"), "manifest.json"))
                .contains("\"RepoTags\":[\"app:2\",\"app:latest\"]");
        assertThat(Archives.text(save(from, "app:2"), "repositories"))
                .isEqualTo("{\"app\":{\"2\":\"" + Archives.hex(BASE.diffId()) + "\"}}\n");
        byte[] nameless = save(from, Archives.hex(image.configDigest()).substring(0, 12));
        assertThat(Archives.text(nameless, "manifest.json")).contains("\"RepoTags\":null");
        assertThat(entries(nameless)).doesNotContainKey("repositories");
        assertThat(load(to, nameless))
                .last()
                .isEqualTo(new LoadEvent.Unnamed(Digest.parse(image.configDigest())));
        assertThat(to.names()).containsExactly("<none>");
    }

    @Test
    void whatIsNotThereIsToldInDockersWordsBeforeTheFirstByte() {
        from.registry.publish("library/app", "latest", image(BASE));
        from.pull("app");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<List<String>> asked =
                List.of(
                        List.of("nope"),
                        List.of("app", "nope:1"),
                        List.of("sha256:0000"),
                        List.of("0".repeat(64)));
        List<String> told =
                List.of(
                        "No such image: nope",
                        "reference does not exist",
                        "No such image: sha256:0000",
                        "No such image: sha256:" + "0".repeat(64));
        for (int i = 0; i < asked.size(); i++) {
            List<String> names = asked.get(i);
            assertThatThrownBy(() -> from.engine.saver().save(names, Optional.empty(), out))
                    .isInstanceOf(StoreException.NotFound.class)
                    .hasMessage(told.get(i));
        }
        assertThatThrownBy(() -> from.engine.saver().save(List.of(), Optional.empty(), out))
                .isInstanceOf(StoreException.InvalidArgument.class);
        Optional<Platform> other = Optional.of(new Platform("linux", "s390x", ""));
        assertThatThrownBy(() -> from.engine.saver().save(List.of("app"), other, out))
                .hasMessage("no suitable export target found for platform linux/s390x");
        assertThat(out.size()).isZero();
    }

    @Test
    void aDamagedBlobBreaksTheArchiveOff() throws IOException {
        from.registry.publish("library/app", "latest", image(BASE));
        from.pull("app");
        Path blob = from.root().resolve("blobs/sha256/" + Archives.hex(BASE.digest()));
        byte[] good = Files.readAllBytes(blob);
        byte[] bad = good.clone();
        bad[good.length / 2] ^= 1;
        Files.write(blob, bad);

        assertThatThrownBy(() -> save(from, "app"))
                .isInstanceOf(StoreException.Corrupt.class)
                .hasMessageContaining(BASE.digest());

        Files.write(blob, good);
    }

    @Test
    void anImageThatIsRemovedWhileItIsSavedIsSavedWhole() throws IOException {
        from.registry.publish("library/app", "latest", image(BASE, TOP));
        from.pull("app");
        byte[] expected = save(from, "app");
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        OutputStream removing =
                new OutputStream() {
                    private boolean removed;

                    @Override
                    public void write(int b) {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        if (!removed) {
                            removed = true;
                            from.engine.remover().remove("app", false, false);
                        }
                        archive.write(bytes, offset, length);
                    }
                };

        from.engine.saver().save(List.of("app"), Optional.empty(), removing);

        assertThat(archive.toByteArray()).isEqualTo(expected);
        assertThat(blobs(from)).isEmpty();
    }

    @Test
    void saveAndLoadAreEvents() throws IOException {
        TestImage image = image(BASE);
        from.registry.publish("library/app", "latest", image);
        from.pull("app");
        load(to, save(from, "app"));
        Event saved = from.engine.events().past().getLast();
        Event loaded = to.engine.events().past().getLast();
        assertThat(List.of(saved.action(), loaded.action())).containsExactly("save", "load");
        assertThat(loaded.actorId()).isEqualTo(image.configDigest());
        assertThat(loaded.attributes())
                .containsEntry("name", image.configDigest())
                .containsEntry("made-by", "test");
    }

    @Test
    void archivesOfOldDockersAreLoaded() throws IOException {
        TestImage image = image(BASE, TOP);

        List<LoadEvent> events = load(to, Archives.docker24(image, "app:1", "app:2").build());

        assertThat(events)
                .contains(
                        named("app:1"),
                        new LoadEvent.Layer(
                                Digest.parse(TOP.diffId()), TOP_TAR.length, TOP_TAR.length));
        assertThat(to.engine.images().inspect("app:1").image().id())
                .hasToString(image.configDigest());
        assertThat(blobs(to)).contains(BASE.diffId(), TOP.diffId(), image.configDigest());
        assertThat(load(from, save(to, "app"))).contains(named("app:2"));
        assertThat(blobs(from)).isEqualTo(blobs(to));
    }

    @Test
    void anImageThatTheStoreHasKeepsItsManifestAndIsNotStoredTwice() throws IOException {
        TestImage image = image(BASE, TOP);
        to.registry.publish("library/app", "latest", image);
        to.pull("app");
        var before = blobs(to);

        load(to, Archives.docker24(image, "mine:1").build());

        assertThat(blobs(to)).isEqualTo(before);
        assertThat(to.names()).containsExactlyInAnyOrder("app:latest", "mine:1");
        assertThat(Archives.text(save(to, "mine:1"), "index.json"))
                .contains(image.manifestDigest());
    }

    @Test
    void layersMayBeLinksToEachOtherInAnyOrder() throws IOException {
        TestImage image = image(BASE, BASE);
        TarBuilder tar =
                TarBuilder.pax()
                        .file(
                                "manifest.json",
                                Archives.list(
                                        "c.json", List.of("a/layer.tar", "b/layer.tar"), "l:1"))
                        .symlink("a/layer.tar", "../c/layer.tar")
                        .hardLink("b/layer.tar", "c/layer.tar")
                        .file("./c/layer.tar", BASE.blob())
                        .file("c.json", image.config());

        assertThat(load(to, tar.build())).contains(named("l:1"));
        assertThat(blobs(to)).contains(BASE.digest());
    }

    @Test
    void anyCompressionAroundTheArchiveIsTakenOff() throws Exception {
        byte[] archive = Archives.docker24(image(BASE), "app:1").build();
        for (String compression : List.of("gz", "bzip2", "xz")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out =
                    new CompressorStreamFactory()
                            .createCompressorOutputStream(compression, packed)) {
                out.write(archive);
            }
            assertThat(load(to, packed.toByteArray())).contains(named("app:1"));
        }
        assertThat(load(to, Zstd.compress(archive))).contains(named("app:1"));
    }

    @Test
    void aNameThatMovesIsToldAndTheOldImageStays() throws IOException {
        TestImage old = image(BASE);
        load(to, Archives.docker24(old, "app:1").build());

        List<LoadEvent> events = load(to, Archives.docker24(image(OTHER), "app:1").build());

        var name = ReferenceParser.parseNormalized("app:1");
        assertThat(events)
                .endsWith(
                        new LoadEvent.Moved(name, Digest.parse(old.configDigest())),
                        new LoadEvent.Named(name));
        assertThat(to.names()).containsExactlyInAnyOrder("app:1", "<none>");
    }

    @Test
    void anOciLayoutWithoutDockersListIsLoaded() throws IOException {
        TestImage here = TestImage.builder().format(TestImage.Format.OCI).layer(BASE).build();
        TestImage elsewhere =
                TestImage.builder()
                        .format(TestImage.Format.OCI)
                        .platform("linux", "s390x", "")
                        .layer(OTHER)
                        .build();
        TestIndex index = TestIndex.of(elsewhere, here);
        TarBuilder tar = TarBuilder.pax();
        for (TestImage image : index.images()) {
            tar.file(blob(image.configDigest()), image.config());
            tar.file(blob(image.manifestDigest()), image.manifest());
            image.layers().forEach(layer -> tar.file(blob(layer.digest()), layer.blob()));
        }
        tar.file(blob(index.digest()), index.bytes());
        tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
        String entry =
                """
                {"schemaVersion":2,"manifests":[{"mediaType":"%s","digest":"%s","size":%d,
                  "annotations":{"org.opencontainers.image.ref.name":"quay.io/demo/app:3"}}]}
                """
                        .formatted(index.mediaType(), index.digest(), index.bytes().length);
        tar.file("index.json", entry);

        assertThat(load(to, tar.build())).contains(named("quay.io/demo/app:3"));

        assertThat(to.engine.images().inspect("quay.io/demo/app:3").image().id())
                .hasToString(here.configDigest());
        assertThat(blobs(to)).contains(index.digest()).doesNotContain(OTHER.digest());
        Optional<Platform> z = Optional.of(new Platform("linux", "s390x", ""));
        to.engine.loader().load(new ByteArrayInputStream(tar.build()), z, event -> {});
        assertThat(to.engine.images().inspect("quay.io/demo/app:3").image().id())
                .hasToString(elsewhere.configDigest());
    }

    @Test
    void aPlatformThatTheArchiveLacksIsRefused() {
        byte[] archive = Archives.docker24(image(BASE), "app:1").build();
        Optional<Platform> other = Optional.of(new Platform("linux", "s390x", ""));
        assertThatThrownBy(() ->
                        to.engine
                                .loader()
                                .load(new ByteArrayInputStream(archive), other, event -> {}))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("requested platform (linux/s390x) not found");
        assertThat(to.names()).isEmpty();
    }

    @Test
    void anEmptyListLoadsNothing() throws IOException {
        byte[] archive = TarBuilder.pax().file("manifest.json", "[]").build();
        assertThat(load(to, archive)).isEmpty();
        assertThat(blobs(to)).isEmpty();
    }

    private static String blob(String digest) {
        return "blobs/sha256/" + Archives.hex(digest);
    }

    @Test
    void anIndexJsonThatDisagreesWithDockersListIsNotBelieved() throws IOException {
        TestImage said = image(BASE);
        TestImage meant = image(OTHER);
        TarBuilder tar = Archives.docker24(meant, "app:1");
        tar.file("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}");
        tar.file(blob(said.manifestDigest()), said.manifest());
        tar.file(
                "index.json",
                ("{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\","
                                + "\"size\":%d,\"annotations\":{\"io.containerd.image.name\":"
                                + "\"docker.io/library/app:1\"}}]}")
                        .formatted(
                                said.manifestType(), said.manifestDigest(), said.manifest().length)
                        .getBytes(UTF_8));

        load(to, tar.build());

        assertThat(to.engine.images().inspect("app:1").image().id())
                .hasToString(meant.configDigest());
    }
}
