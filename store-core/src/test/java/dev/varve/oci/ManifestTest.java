package dev.varve.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

class ManifestTest {
    private static final String HEX = "ab".repeat(32);
    private static final String DIGEST = "sha256:" + HEX;

    static String descriptor(String mediaType) {
        return "{\"mediaType\":\"" + mediaType + "\",\"digest\":\"" + DIGEST + "\",\"size\":7}";
    }

    static String manifest(String mediaType, String configType, String... layerTypes) {
        StringBuilder layers = new StringBuilder();
        for (String type : layerTypes) {
            layers.append(layers.isEmpty() ? "" : ",").append(descriptor(type));
        }
        return "{\"schemaVersion\":2,"
                + (mediaType.isEmpty() ? "" : "\"mediaType\":\"" + mediaType + "\",")
                + "\"config\":"
                + descriptor(configType)
                + ",\"layers\":["
                + layers
                + "]}";
    }

    private static final String OCI =
            manifest("", MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER_GZIP);

    @Test
    void readsBothFormats() {
        Manifest oci = Manifest.parse(OCI, MediaTypes.OCI_MANIFEST + "; charset=utf-8");
        assertThat(oci.text()).isSameAs(OCI);
        assertThat(oci.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(oci.config())
                .isEqualTo(new Descriptor(MediaTypes.OCI_CONFIG, Digest.parse(DIGEST), 7));
        assertThat(oci.layers()).hasSize(1);
        assertThat(oci.layersSize()).isEqualTo(7);
        assertThat(oci.descriptor().size()).isEqualTo(OCI.length());

        String docker =
                manifest(
                        MediaTypes.DOCKER_MANIFEST,
                        MediaTypes.DOCKER_CONFIG,
                        MediaTypes.DOCKER_LAYER_GZIP,
                        MediaTypes.DOCKER_LAYER);
        assertThat(Manifest.parse(docker, MediaTypes.DOCKER_MANIFEST).layers()).hasSize(2);
        assertThat(Manifest.parse(docker, "").mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST);
        assertThat(Manifest.parse(docker, "text/plain").mediaType())
                .isEqualTo(MediaTypes.DOCKER_MANIFEST);
    }

    @Test
    void typeIsGuessedFromTheFields() {
        assertThat(Manifest.parse(OCI, "").mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(Manifest.parse(OCI, "application/json").mediaType())
                .isEqualTo(MediaTypes.OCI_MANIFEST);
        assertThat(ImageIndex.parse("{\"manifests\":[]}", "").mediaType())
                .isEqualTo(MediaTypes.OCI_INDEX);
        assertThatThrownBy(() -> Manifest.parse("{}", "")).isInstanceOf(Unsupported.class);
        assertThatThrownBy(() -> Manifest.parse("{\"manifests\":[]}", ""))
                .isInstanceOf(Unsupported.class)
                .hasMessageContaining(MediaTypes.OCI_INDEX);
    }

    @Test
    void headerAndDocumentMustAgree() {
        String docker =
                manifest(
                        MediaTypes.DOCKER_MANIFEST,
                        MediaTypes.DOCKER_CONFIG,
                        MediaTypes.DOCKER_LAYER_GZIP);
        assertThatThrownBy(() -> Manifest.parse(docker, MediaTypes.OCI_MANIFEST))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining(MediaTypes.DOCKER_MANIFEST);
        assertThatThrownBy(() -> Manifest.parse(OCI, MediaTypes.DOCKER_MANIFEST))
                .isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> ImageIndex.parse(docker, MediaTypes.OCI_INDEX))
                .isInstanceOf(Corrupt.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"manifests\":[],\"layers\":[]}",
                "{\"manifests\":[],\"config\":{}}",
                "{\"schemaVersion\":2,\"manifests\":[],\"layers\":null}",
            })
    void mixedDocumentsAreRefused(String text) {
        assertThatThrownBy(() -> Manifest.parse(text, "")).isInstanceOf(Corrupt.class);
        assertThatThrownBy(() -> ImageIndex.parse(text, MediaTypes.OCI_INDEX))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("mixes");
    }

    @Test
    void schema1IsRefusedByName() {
        String message =
                "Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has"
                        + " been removed. Suggest the author of docker.io/library/old:1 to upgrade"
                        + " the image to the OCI Format or Docker Image manifest v2, schema 2. More"
                        + " information at https://docs.docker.com/go/deprecated-image-specs/";
        String ref = "docker.io/library/old:1";
        assertThatThrownBy(() ->
                        Manifest.parse(
                                "{}",
                                "application/vnd.docker.distribution.manifest.v1+prettyjws",
                                ref,
                                DocumentLimits.DEFAULT))
                .isInstanceOf(Unsupported.class)
                .hasMessage(message);
        assertThatThrownBy(() ->
                        Manifest.parse("{\"schemaVersion\":1}", "", ref, DocumentLimits.DEFAULT))
                .hasMessage(message);
        assertThatThrownBy(
                        () -> Manifest.parse("{\"fsLayers\":[]}", "", ref, DocumentLimits.DEFAULT))
                .hasMessage(message);
    }

    @Test
    void pluginsAreRefusedByName() {
        String type = "application/vnd.docker.plugin.v1+json";
        assertThatThrownBy(() -> Manifest.parse(manifest("", type), ""))
                .isInstanceOf(Unsupported.class)
                .hasMessage("Encountered remote \"" + type + "\"(plugin) when fetching");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.cncf.helm.config.v1+json",
                "application/vnd.oci.empty.v1+json",
            })
    void whatHasAnotherConfigIsAnArtifactOfThatType(String type) {
        assertThat(Manifest.parse(manifest("", type), "").artifactType()).contains(type);
    }

    @Test
    void anImageIsNoArtifactWhateverItSays() {
        assertThat(Manifest.parse(OCI, "").artifactType()).isEmpty();
        assertThat(
                        Manifest.parse(told(MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER), "")
                                .artifactType())
                .isEmpty();
    }

    @Test
    void anArtifactIsOfTheTypeThatItTells() {
        assertThat(
                        Manifest.parse(told("application/json", MediaTypes.OCI_LAYER), "")
                                .artifactType())
                .contains("application/x-told");
        assertThat(Manifest.parse(told(MediaTypes.OCI_CONFIG, "text/x-sum"), "").artifactType())
                .contains("application/x-told");
    }

    @Test
    void anArtifactIsNotAlsoAConfigOfAnImage() {
        String text =
                told("application/json", MediaTypes.OCI_LAYER)
                        .replaceFirst("\\{", "{\"rootfs\":{\"type\":\"layers\"},");
        assertThatThrownBy(() -> Manifest.parse(text, ""))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("at once");
    }

    private static String told(String config, String layer) {
        return manifest("", config, layer)
                .replaceFirst("\\{", "{\"artifactType\":\"application/x-told\",");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "application/octet-stream", "application/json", "text/html"})
    void vagueTypesPassForConfigAndLayer(String type) {
        assertThat(Manifest.parse(manifest("", type, type), "").layers()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                "application/vnd.oci.image.layer.v1.tar+gzip+encrypted",
            })
    void layersThatCannotBeHadAreNamed(String type) {
        assertThatThrownBy(() -> Manifest.parse(manifest("", MediaTypes.OCI_CONFIG, type), ""))
                .isInstanceOf(Unsupported.class)
                .hasMessageStartingWith("unsupported media type " + type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/vnd.docker.ai.gguf.v3",
                "application/vnd.wasm.content.layer.v1+wasm",
                "application/vnd.dockerx",
            })
    void anotherKindOfLayerMakesAnArtifact(String type) {
        Manifest manifest =
                Manifest.parse(manifest("", MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER, type), "");
        assertThat(manifest.artifactType()).contains(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "[]",
                "null",
                "{\"schemaVersion\":2}{}",
                "{\"schemaVersion\":3,\"config\":{},\"layers\":[]}",
                "{\"schemaVersion\":\"2\",\"config\":{},\"layers\":[]}",
                "{\"config\":{},\"config\":{},\"layers\":[]}",
                "{\"config\":[],\"layers\":[]}",
                "{\"config\":{},\"layers\":{}}",
                "{\"config\":{\"digest\":\"sha256:ab\",\"size\":1},\"layers\":[]}",
                "{\"config\":{\"digest\":\"../../etc\",\"size\":1},\"layers\":[]}",
                "{\"config\":{},\"Layers\":[],\"layers\":[]}",
                "{\"layers\":[]}",
                "{\"mediaType\":5,\"layers\":[]}"
            })
    void brokenDocumentsAreRefused(String text) {
        assertThatThrownBy(() -> Manifest.parse(text, MediaTypes.OCI_MANIFEST))
                .isInstanceOfAny(Corrupt.class, Unsupported.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "1e3", "9223372036854775808", "\"7\"", "null", "true"})
    void sizesMustBeWholeAndFit(String size) {
        assertThatThrownBy(() -> Manifest.parse(OCI.replace(":7", ":" + size), ""))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("size");
    }

    @Test
    void sizesMustNotOverflowTogether() {
        String text =
                manifest("", MediaTypes.OCI_CONFIG, MediaTypes.OCI_LAYER, MediaTypes.OCI_LAYER)
                        .replace(":7", ":" + Long.MAX_VALUE);
        assertThatThrownBy(() -> Manifest.parse(text, ""))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("add up");
    }

    @Test
    void limitsAreNamed() {
        String[] layers = new String[501];
        Arrays.fill(layers, MediaTypes.OCI_LAYER);
        assertThatThrownBy(() ->
                        Manifest.parse(
                                manifest("", MediaTypes.OCI_CONFIG, layers),
                                "",
                                DocumentLimits.DEFAULT))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("501 entries, more than the limit of 500");
        assertThatThrownBy(
                        () -> Manifest.parse(OCI + " ".repeat(8 << 20), "", DocumentLimits.DEFAULT))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("8388608");
        assertThatThrownBy(() -> Manifest.parse("{\"a\":" + "[".repeat(100_000), ""))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("64");
        assertThatThrownBy(() -> Manifest.parse("{\"a\":[" + "0,".repeat(2_000_000), ""))
                .isInstanceOf(Corrupt.class);
        assertThat(Manifest.parse(OCI + " ".repeat(7 << 20), "", DocumentLimits.DEFAULT).layers())
                .hasSize(1);
    }

    @Test
    void indexKeepsEntriesWithTheirPlatform() {
        String text =
                "{\"schemaVersion\":2,\"annotations\":{\"k\":\"v\"},\"manifests\":["
                        + descriptor(MediaTypes.OCI_MANIFEST)
                                .replace(
                                        "}",
                                        ",\"platform\":{\"os\":\"linux\",\"architecture\":\"arm\","
                                                + "\"variant\":\"v7\",\"os.features\":[\"x\"]}}")
                        + ","
                        + descriptor(MediaTypes.OCI_INDEX)
                        + "]}";
        ImageIndex index = ImageIndex.parse(text, MediaTypes.OCI_INDEX);

        assertThat(index.text()).isSameAs(text);
        assertThat(index.annotations()).containsEntry("k", "v");
        assertThat(index.manifests()).hasSize(2);
        assertThat(index.manifests().getFirst().platform())
                .contains(new Platform("linux", "arm", "v7"));
        assertThat(index.manifests().getLast().platform()).isEqualTo(Optional.empty());
        assertThat(index.descriptor().digest())
                .isEqualTo(Digest.sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void indexIsLimited() {
        String entry = "," + descriptor("x");
        String text =
                "{\"manifests\":["
                        + descriptor("x")
                        + entry.repeat(DocumentLimits.DEFAULT.indexEntries())
                        + "]}";
        assertThatThrownBy(() -> ImageIndex.parse(text, "", DocumentLimits.DEFAULT))
                .isInstanceOf(Corrupt.class)
                .hasMessageContaining("10001 entries");
    }
}
