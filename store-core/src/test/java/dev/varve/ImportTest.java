package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;

import dev.varve.archive.ImportEvent;
import dev.varve.archive.ImportRequest;
import dev.varve.error.StoreException;
import dev.varve.event.Event;
import dev.varve.fixtures.image.Sha256;
import dev.varve.fixtures.image.TarBuilder;
import dev.varve.fixtures.image.TestLayer;
import dev.varve.image.ImageDetails;
import dev.varve.image.change.DockerfileChanges;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Images made of a root file system's tar.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class ImportTest {
    private static final byte[] TAR =
            TarBuilder.pax().directory("bin").file("bin/sh", "#!".repeat(50_000)).build();
    private static final String DIFF_ID = Sha256.digest(TAR);

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

    private static ImportRequest request(String name, String message, String... changes) {
        Optional<Reference> reference =
                name.isEmpty()
                        ? Optional.empty()
                        : Optional.of(ReferenceParser.parseNormalized(name).withDefaultTag());
        return new ImportRequest(
                reference, message, DockerfileChanges.parse(List.of(changes)), Optional.empty());
    }

    private Digest run(byte[] tar, ImportRequest request) {
        return store.engine.importer().importStream(request, new ByteArrayInputStream(tar));
    }

    @Test
    void anImportIsAnImageOfOneLayer() throws IOException {
        Digest id = run(TAR, request("base", "", "CMD [\"/bin/sh\"]", "ENV A=1", "LABEL k=v"));

        ImageDetails image = store.engine.images().inspect("base");
        assertThat(image.image().id()).isEqualTo(id);
        assertThat(image.image().layers().getFirst().diffId()).hasToString(DIFF_ID);
        assertThat(image.image().labels()).containsExactly(Map.entry("k", "v"));
        assertThat(image.image().lastTagged()).isPresent();
        assertThat(image.config().comment()).isEqualTo("Imported from -");
        assertThat(image.config().config().orElseThrow())
                .hasToString("{\"Cmd\":[\"/bin/sh\"],\"Env\":[\"A=1\"],\"Labels\":{\"k\":\"v\"}}");
        assertThat(image.config().os()).isEqualTo("linux");
        assertThat(store.engine.images().history("base")).hasSize(1);
        List<Event> events = store.engine.events().past();
        assertThat(events.stream().map(Event::action)).containsExactly("tag", "import");
    }

    @Test
    void whatComesInGzipOrZstdStaysAsItIs() throws Exception {
        byte[] gzip = TestLayer.gzip(TAR).blob();
        run(gzip, request("gzip", ""));
        byte[] zstd = Zstd.compress(TAR);
        run(zstd, request("zstd", ""));
        run(TAR, request("plain", ""));
        assertThat(Archives.blobs(store))
                .contains(Sha256.digest(gzip), Sha256.digest(zstd), DIFF_ID);
        assertThat(store.engine.driver().list()).as("the same layer").hasSize(1);
    }

    @Test
    void xzAndBzip2AreTakenOff() throws Exception {
        for (String compression : List.of("xz", "bzip2")) {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (OutputStream out =
                    new CompressorStreamFactory()
                            .createCompressorOutputStream(compression, packed)) {
                out.write(TAR);
            }
            run(packed.toByteArray(), request(compression, ""));
            assertThat(
                            store.engine
                                    .images()
                                    .inspect(compression)
                                    .image()
                                    .layers()
                                    .getFirst()
                                    .diffId())
                    .hasToString(DIFF_ID);
        }
        assertThat(Archives.blobs(store)).contains(DIFF_ID);
    }

    @Test
    void anImportCanBeSavedAndLoaded() throws IOException {
        Digest id = run(TAR, request("base:1", "by hand"));
        byte[] archive = Archives.save(store, "base");
        try (EngineFixture other = new EngineFixture(directory.resolve("other"), driver)) {
            Archives.load(other, archive);
            assertThat(other.engine.images().inspect("base:1").image().id()).isEqualTo(id);
            assertThat(Archives.blobs(other)).isEqualTo(Archives.blobs(store));
        }
    }

    @Test
    void aPlatformIsWrittenDownAndMustBeLinux() {
        ImportRequest arm =
                new ImportRequest(
                        Optional.empty(),
                        "",
                        DockerfileChanges.parse(List.of()),
                        Optional.of(new Platform("linux", "arm", "v7")));
        Digest id = run(TAR, arm);
        assertThat(store.engine.images().inspect(id.toString()).config().platform())
                .isEqualTo(new Platform("linux", "arm", "v7"));
        ImportRequest windows =
                new ImportRequest(
                        Optional.empty(),
                        "",
                        DockerfileChanges.parse(List.of()),
                        Optional.of(new Platform("windows", "amd64", "")));
        assertThatThrownBy(() -> run(TAR, windows)).hasMessage("operating system is not supported");
    }

    @Test
    void whatCannotBeImportedLeavesNothing() throws IOException {
        List<byte[]> bad =
                List.of(
                        "no tar".repeat(200).getBytes(UTF_8),
                        Arrays.copyOf(TAR, TAR.length / 2),
                        Arrays.copyOf(TestLayer.gzip(TAR).blob(), 60),
                        TarBuilder.pax().file("x".repeat(300), "y").build());
        for (byte[] tar : bad) {
            assertThatThrownBy(() -> run(tar, request("bad", "")))
                    .isInstanceOf(StoreException.Corrupt.class);
        }
        assertThat(store.names()).isEmpty();
        assertThat(Archives.blobs(store)).isEmpty();
        assertThat(store.engine.driver().list()).isEmpty();
        try (var left = Files.list(store.root().resolve("tmp"))) {
            assertThat(left).isEmpty();
        }
        store.assertSound();
    }

    @Test
    void aUrlIsFetchedAndItsProgressTold() throws IOException {
        TestLayer layer = TestLayer.gzip(TAR);
        store.registry.publish(
                "library/x",
                "latest",
                dev.varve.fixtures.image.TestImage.builder().layer(layer).build());
        String url = store.registry.uri() + "/v2/library/x/blobs/" + layer.digest();
        List<ImportEvent> events = new ArrayList<>();

        Digest id = store.engine.importer().importUrl(request("web", ""), url, events::add);

        ImageDetails image = store.engine.images().inspect("web");
        assertThat(image.image().id()).isEqualTo(id);
        assertThat(image.config().comment()).isEqualTo("Imported from " + url);
        assertThat(events)
                .startsWith(new ImportEvent.Downloading(url))
                .endsWith(new ImportEvent.Importing(layer.size(), layer.size()));
        assertThatThrownBy(() ->
                        store.engine
                                .importer()
                                .importUrl(
                                        request("web", ""),
                                        store.registry.uri() + "/nothing",
                                        event -> {}))
                .isInstanceOf(StoreException.NotFound.class)
                .hasMessageContaining("with status 404");
        assertThatThrownBy(() ->
                        store.engine
                                .importer()
                                .importUrl(request("web", ""), "ftp://x/y", event -> {}))
                .isInstanceOf(StoreException.InvalidArgument.class)
                .hasMessage("Get \"ftp://x/y\": unsupported protocol scheme \"ftp\"");
    }
}
