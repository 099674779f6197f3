package dev.varve.oci;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.text.GoQuote;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A manifest of one image, or of an artifact that is none, such as a chart or a signature: its
/// config and its layers. Keeps the exact text, which is what its digest is of; the rest is a view.
/// An image's can be unpacked here: plugins and layers that are foreign or encrypted are refused
/// when it is parsed. Of an artifact's blobs nothing is known but their bytes.
///
/// Source: OCI image-spec manifest.md; Docker "Image Manifest Version 2, Schema 2".
public final class Manifest {
    private final String text;
    private final String mediaType;
    private final Descriptor config;
    private final List<Descriptor> layers;
    private final Map<String, String> annotations;
    private final Optional<String> artifactType;

    private Manifest(
            String text,
            String mediaType,
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations,
            Optional<String> artifactType) {
        this.text = text;
        this.mediaType = mediaType;
        this.config = config;
        this.layers = layers;
        this.annotations = annotations;
        this.artifactType = artifactType;
    }

    /// Parses one that the store has accepted already, whatever the limits are by now.
    public static Manifest parse(String text, String mediaType) {
        return parse(text, mediaType, DocumentLimits.WIDEST);
    }

    /// As [#parse(String, String, String, DocumentLimits)], for an image without a name.
    public static Manifest parse(String text, String mediaType, DocumentLimits limits) {
        return parse(text, mediaType, "this image", limits);
    }

    /// Throws [Corrupt] for a document that breaks the format, and [Unsupported], with dockerd's
    /// text where it has one, for a kind that Varve does not take.
    ///
    /// @param mediaType by which the document was sent or pointed at, "" to go by the document
    /// @param image the image's name, for messages
    public static Manifest parse(
            String text, String mediaType, String image, DocumentLimits limits) {
        Documents.Typed document = Documents.parse(text, mediaType, image, limits);
        if (!MediaTypes.isManifest(document.mediaType())) {
            throw new Unsupported(
                    "expected the manifest of an image and found " + document.mediaType());
        }
        Fields fields = document.fields();
        if (!fields.node().has("layers") || !fields.has("config")) {
            throw new Corrupt("manifest has no config or no layers");
        }
        Descriptor config =
                Documents.descriptor("manifest: config", fields.object("config").node());
        List<Descriptor> layers = fields.list("layers", limits.layers(), Documents::descriptor);
        Optional<String> artifactType =
                artifactType(fields.text("artifactType"), config.mediaType(), layers);
        if (artifactType.isPresent() && fields.has("rootfs")) {
            throw new Corrupt("manifest of an artifact is the config of an image at once");
        }
        requireSum(config, layers);
        return new Manifest(
                text,
                document.mediaType(),
                config,
                layers,
                fields.texts("annotations"),
                artifactType);
    }

    public String text() {
        return text;
    }

    /// One of the two for which [MediaTypes#isManifest] holds.
    public String mediaType() {
        return mediaType;
    }

    public Descriptor config() {
        return config;
    }

    /// Bottom first.
    public List<Descriptor> layers() {
        return layers;
    }

    /// Bytes of all layers as they are transferred.
    public long layersSize() {
        return layers.stream().mapToLong(Descriptor::size).sum();
    }

    public Map<String, String> annotations() {
        return annotations;
    }

    /// What kind of artifact this is, when it is no image.
    public Optional<String> artifactType() {
        return artifactType;
    }

    /// Config and layers, each blob once.
    public List<Descriptor> blobs() {
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        blobs.put(config.digest(), config);
        layers.forEach(layer -> blobs.putIfAbsent(layer.digest(), layer));
        return List.copyOf(blobs.values());
    }

    /// Digest and size of the exact text.
    public Descriptor descriptor() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Descriptor(mediaType, Digest.sha256(bytes), bytes.length);
    }

    /// An image is what has the config of one and layers that can be unpacked. A vague type may be
    /// either, and then the manifest's own word counts.
    ///
    /// @param told what the manifest says itself, "" for nothing
    private static Optional<String> artifactType(
            String told, String configType, List<Descriptor> layers) {
        if (configType.equals(MediaTypes.DOCKER_PLUGIN_CONFIG)) {
            throw new Unsupported(
                    "Encountered remote " + GoQuote.quote(configType) + "(plugin) when fetching");
        }
        if (!MediaTypes.isConfig(configType)) {
            return Optional.of(told.isEmpty() ? configType : told);
        }
        if (!told.isEmpty() && !MediaTypes.isImageConfig(configType)) {
            return Optional.of(told);
        }
        layers.forEach(layer -> requireDistributed(layer.mediaType()));
        return layers.stream()
                .map(Descriptor::mediaType)
                .filter(type -> !MediaTypes.isLayer(type))
                .findFirst()
                .map(type -> told.isEmpty() ? type : told);
    }

    private static void requireDistributed(String type) {
        if (MediaTypes.isForeignLayer(type)) {
            throw new Unsupported(
                    "unsupported media type "
                            + GoQuote.escape(type)
                            + ": foreign layers are not kept by registries");
        }
        if (MediaTypes.isEncryptedLayer(type)) {
            throw new Unsupported(
                    "unsupported media type " + GoQuote.escape(type) + ": the layer is encrypted");
        }
    }

    private static void requireSum(Descriptor config, List<Descriptor> layers) {
        long sum = config.size();
        for (Descriptor layer : layers) {
            if (layer.size() > Long.MAX_VALUE - sum) {
                throw new Corrupt("manifest: the sizes of its blobs add up to more than 2^63-1");
            }
            sum += layer.size();
        }
    }
}
