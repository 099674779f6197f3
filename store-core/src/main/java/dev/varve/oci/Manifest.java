package dev.varve.oci;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.text.GoQuote;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A manifest of one image: its config and its layers. Keeps the exact text, which is what its
/// digest is of; the rest is a view. A `Manifest` describes an image that can be unpacked here:
/// artifacts, plugins and layers that are foreign or encrypted are refused when it is parsed.
///
/// Source: OCI image-spec manifest.md; Docker "Image Manifest Version 2, Schema 2".
public final class Manifest {
    private final String text;
    private final String mediaType;
    private final Descriptor config;
    private final List<Descriptor> layers;
    private final Map<String, String> annotations;

    private Manifest(
            String text,
            String mediaType,
            Descriptor config,
            List<Descriptor> layers,
            Map<String, String> annotations) {
        this.text = text;
        this.mediaType = mediaType;
        this.config = config;
        this.layers = layers;
        this.annotations = annotations;
    }

    /// As [#parse(String, String, String)], for an image without a name.
    public static Manifest parse(String text, String mediaType) {
        return parse(text, mediaType, "this image");
    }

    /// Throws [Corrupt] for a document that breaks the format, and [Unsupported], with dockerd's
    /// text where it has one, for a kind that Varve does not take.
    ///
    /// @param mediaType by which the document was sent or pointed at, "" to go by the document
    /// @param image the image's name, for messages
    public static Manifest parse(String text, String mediaType, String image) {
        Documents.Typed document = Documents.parse(text, mediaType, image);
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
        String artifactType = fields.text("artifactType");
        requireImageConfig(config.mediaType(), artifactType);
        List<Descriptor> layers = fields.list("layers", Limits.LAYERS, Documents::descriptor);
        layers.forEach(layer -> requireLayer(layer.mediaType(), artifactType));
        requireSum(layers);
        return new Manifest(
                text, document.mediaType(), config, layers, fields.texts("annotations"));
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

    /// Digest and size of the exact text.
    public Descriptor descriptor() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Descriptor(mediaType, Digest.sha256(bytes), bytes.length);
    }

    private static void requireImageConfig(String type, String artifactType) {
        if (MediaTypes.isConfig(type)) {
            return;
        }
        boolean plugin = type.equals(MediaTypes.DOCKER_PLUGIN_CONFIG);
        throw new Unsupported(
                "Encountered remote "
                        + GoQuote.quote(type)
                        + (plugin ? "(plugin)" : "(unknown)")
                        + " when fetching"
                        + (plugin ? "" : ": " + noImage(type, artifactType)));
    }

    /// @param type what is no image's, which tells when the manifest does not say what it is
    private static String noImage(String type, String artifactType) {
        return "this is an artifact of type "
                + GoQuote.escape(artifactType.isEmpty() ? type : artifactType)
                + " and no image, and only images are kept here; fetch it with the program that it"
                + " is for (helm, cosign, ...) or with oras";
    }

    private static void requireLayer(String type, String artifactType) {
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
        if (!MediaTypes.isLayer(type)) {
            throw new Unsupported(
                    "unsupported media type "
                            + GoQuote.escape(type)
                            + ": "
                            + noImage(type, artifactType));
        }
    }

    private static void requireSum(List<Descriptor> layers) {
        long sum = 0;
        for (Descriptor layer : layers) {
            if (layer.size() > Long.MAX_VALUE - sum) {
                throw new Corrupt("manifest: the sizes of its layers add up to more than 2^63-1");
            }
            sum += layer.size();
        }
    }
}
