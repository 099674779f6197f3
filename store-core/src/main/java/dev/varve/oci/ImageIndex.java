package dev.varve.oci;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A list of manifests, one or more for each platform. Keeps the exact text, which is what its
/// digest is of; the rest is a view.
///
/// Source: OCI image-spec image-index.md; Docker "manifest list".
public final class ImageIndex {
    private final String text;
    private final String mediaType;
    private final List<Descriptor> manifests;
    private final Map<String, String> annotations;

    private ImageIndex(
            String text,
            String mediaType,
            List<Descriptor> manifests,
            Map<String, String> annotations) {
        this.text = text;
        this.mediaType = mediaType;
        this.manifests = manifests;
        this.annotations = annotations;
    }

    /// Parses one that the store has accepted already, whatever the limits are by now.
    public static ImageIndex parse(String text, String mediaType) {
        return parse(text, mediaType, DocumentLimits.WIDEST);
    }

    /// As [#parse(String, String, String, DocumentLimits)], for an image without a name.
    public static ImageIndex parse(String text, String mediaType, DocumentLimits limits) {
        return parse(text, mediaType, "this image", limits);
    }

    /// Throws [Corrupt] for a document that breaks the format and [Unsupported] for one that is not
    /// an index.
    ///
    /// @param mediaType by which the document was sent or pointed at, "" to go by the document
    /// @param image the image's name, for messages
    public static ImageIndex parse(
            String text, String mediaType, String image, DocumentLimits limits) {
        Documents.Typed document = Documents.parse(text, mediaType, image, limits);
        if (!MediaTypes.isIndex(document.mediaType())) {
            throw new Unsupported("expected an index and found " + document.mediaType());
        }
        Fields fields = document.fields();
        if (!fields.node().has("manifests")) {
            throw new Corrupt("index has no manifests");
        }
        return new ImageIndex(
                text,
                document.mediaType(),
                fields.list("manifests", limits.indexEntries(), Documents::descriptor),
                fields.texts("annotations"));
    }

    public String text() {
        return text;
    }

    /// One of the two for which [MediaTypes#isIndex] holds.
    public String mediaType() {
        return mediaType;
    }

    /// In the order of the document; manifests, further indexes, attestations.
    public List<Descriptor> manifests() {
        return manifests;
    }

    public Map<String, String> annotations() {
        return annotations;
    }

    /// Digest and size of the exact text.
    public Descriptor descriptor() {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new Descriptor(mediaType, Digest.sha256(bytes), bytes.length);
    }
}
