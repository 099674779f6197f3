package dev.varve.oci;

import dev.varve.error.StoreException.Unsupported;

import java.util.Locale;
import java.util.Set;

/// The media types that Varve meets, and what each is for. Sources: OCI image-spec media-types.md
/// and Docker's "Image Manifest V 2, Schema 2".
public final class MediaTypes {
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
    public static final String OCI_LAYER_ZSTD = "application/vnd.oci.image.layer.v1.tar+zstd";

    public static final String DOCKER_MANIFEST =
            "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_MANIFEST_LIST =
            "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String DOCKER_LAYER_GZIP =
            "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public static final String DOCKER_PLUGIN_CONFIG = "application/vnd.docker.plugin.v1+json";

    public static final String OCTET_STREAM = "application/octet-stream";

    private static final String SCHEMA1 = "application/vnd.docker.distribution.manifest.v1";

    /// What registries of old say when they do not know better; docker takes them for an image.
    private static final Set<String> VAGUE =
            Set.of("", OCTET_STREAM, "application/json", "text/html");

    private MediaTypes() {}

    /// The type alone of a `Content-Type`: parameters cut off, lower case.
    public static String withoutParameters(String contentType) {
        int semicolon = contentType.indexOf(';');
        String type = semicolon < 0 ? contentType : contentType.substring(0, semicolon);
        return type.strip().toLowerCase(Locale.ROOT);
    }

    public static boolean isManifest(String mediaType) {
        return mediaType.equals(OCI_MANIFEST) || mediaType.equals(DOCKER_MANIFEST);
    }

    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    /// Docker's types demand that the document says its own `mediaType`; OCI's do not.
    public static boolean isDocker(String mediaType) {
        return mediaType.equals(DOCKER_MANIFEST) || mediaType.equals(DOCKER_MANIFEST_LIST);
    }

    public static boolean isDockerSchema1(String mediaType) {
        return mediaType.startsWith(SCHEMA1);
    }

    /// Whether this is, or may be, the config of an image.
    public static boolean isConfig(String mediaType) {
        return isImageConfig(mediaType) || VAGUE.contains(mediaType);
    }

    /// Whether this is the config of an image and nothing else.
    public static boolean isImageConfig(String mediaType) {
        return mediaType.equals(OCI_CONFIG) || mediaType.equals(DOCKER_CONFIG);
    }

    /// Whether this is, or may be, a layer that can be unpacked. The compression is not told by the
    /// type but by the first bytes.
    public static boolean isLayer(String mediaType) {
        boolean image =
                isWithin("application/vnd.oci.image", mediaType)
                        || isWithin("application/vnd.docker", mediaType);
        return (image || VAGUE.contains(mediaType))
                && !isWithin("application/vnd.docker.ai", mediaType)
                && !isForeignLayer(mediaType)
                && !isEncryptedLayer(mediaType);
    }

    /// A layer that its maker does not let registries distribute.
    public static boolean isForeignLayer(String mediaType) {
        return mediaType.startsWith("application/vnd.docker.image.rootfs.foreign.")
                || mediaType.startsWith("application/vnd.oci.image.layer.nondistributable.");
    }

    public static boolean isEncryptedLayer(String mediaType) {
        return mediaType.endsWith("+encrypted");
    }

    /// The refusal of Docker's schema 1, in dockerd's words.
    public static Unsupported schema1Removed(String image) {
        return new Unsupported(
                "Docker Image Format v1 and Docker Image manifest version 2, schema 1 support has"
                        + " been removed. Suggest the author of "
                        + image
                        + " to upgrade the image to the OCI Format or Docker Image manifest v2,"
                        + " schema 2. More information at"
                        + " https://docs.docker.com/go/deprecated-image-specs/");
    }

    private static boolean isWithin(String family, String mediaType) {
        return mediaType.equals(family) || mediaType.startsWith(family + ".");
    }
}
