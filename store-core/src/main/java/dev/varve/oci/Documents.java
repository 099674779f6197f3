package dev.varve.oci;

import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.text.GoQuote;

import java.util.List;
import java.util.Optional;

/// What manifests and indexes have in common: their media type, which must agree with where they
/// came from, and descriptors.
final class Documents {
    private static final List<String> TOP_NAMES =
            List.of(
                    "schemaVersion",
                    "mediaType",
                    "config",
                    "layers",
                    "manifests",
                    "fsLayers",
                    "annotations");
    private static final List<String> DESCRIPTOR_NAMES =
            List.of("mediaType", "digest", "size", "platform", "annotations");

    private Documents() {}

    /// Parses a manifest or index and settles its media type.
    ///
    /// @param announced the type by which it was sent or pointed at; "" when there was none
    /// @param image the image's name for messages
    static Typed parse(String text, String announced, String image, DocumentLimits limits) {
        String given = MediaTypes.withoutParameters(announced);
        if (MediaTypes.isDockerSchema1(given)) {
            throw MediaTypes.schema1Removed(image);
        }
        Fields fields =
                new Fields("manifest", Json.object("manifest", text, limits.manifestBytes()));
        Json.requireExactNames("manifest", fields.node(), TOP_NAMES);
        requireSchema2(fields, image);
        if (has(fields, "manifests") && (has(fields, "layers") || has(fields, "config"))) {
            throw new Corrupt(
                    "manifest mixes the manifests of an index with the config or layers of an"
                            + " image");
        }
        return new Typed(mediaType(fields, given, image), fields);
    }

    /// @param mediaType one of the four that Varve reads
    record Typed(String mediaType, Fields fields) {}

    static Descriptor descriptor(String what, JsonNode node) {
        Fields fields = new Fields(what, node);
        Json.requireExactNames(what, node, DESCRIPTOR_NAMES);
        return new Descriptor(
                fields.text("mediaType"),
                fields.digest("digest"),
                fields.size("size"),
                fields.has("platform")
                        ? Optional.of(platform(fields.object("platform")))
                        : Optional.empty(),
                fields.texts("annotations"));
    }

    private static Platform platform(Fields fields) {
        return new Platform(
                fields.text("os"),
                fields.text("architecture"),
                fields.text("variant"),
                fields.text("os.version"));
    }

    private static void requireSchema2(Fields fields, String image) {
        JsonNode version = fields.node().path("schemaVersion");
        if (version.isMissingNode() && !has(fields, "fsLayers")) {
            return;
        }
        if (has(fields, "fsLayers") || (version.isInt() && version.intValue() == 1)) {
            throw MediaTypes.schema1Removed(image);
        }
        if (!version.isInt() || version.intValue() != 2) {
            throw new Unsupported("manifest has a schemaVersion other than 2");
        }
    }

    private static String mediaType(Fields fields, String given, String image) {
        String own = fields.text("mediaType");
        if (MediaTypes.isDockerSchema1(own)) {
            throw MediaTypes.schema1Removed(image);
        }
        if (isKnown(given)) {
            if (own.equals(given) || (own.isEmpty() && !MediaTypes.isDocker(given))) {
                return given;
            }
            throw new Corrupt(
                    String.format(
                            "manifest was sent as %s and says that it is %s",
                            given, own.isEmpty() ? "nothing" : GoQuote.quote(own)));
        }
        if (!own.isEmpty()) {
            return requireKnown(own);
        }
        if (has(fields, "manifests")) {
            return MediaTypes.OCI_INDEX;
        }
        if (has(fields, "config") || has(fields, "layers")) {
            return MediaTypes.OCI_MANIFEST;
        }
        return requireKnown(given);
    }

    private static String requireKnown(String mediaType) {
        if (isKnown(mediaType)) {
            return mediaType;
        }
        throw new Unsupported(
                mediaType.isEmpty()
                        ? "manifest has no media type and nothing in it to guess it from"
                        : "unsupported manifest media type " + GoQuote.quote(mediaType));
    }

    private static boolean isKnown(String mediaType) {
        return MediaTypes.isManifest(mediaType) || MediaTypes.isIndex(mediaType);
    }

    private static boolean has(Fields fields, String name) {
        return fields.node().has(name);
    }
}
