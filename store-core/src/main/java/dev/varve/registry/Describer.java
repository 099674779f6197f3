package dev.varve.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.ImageIndex;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;
import dev.varve.oci.Platform;
import dev.varve.registry.RegistrySession.BlobStream;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Asks for what a reference names and for which platforms it is: the index says, or the config of
/// a single image does. An artifact is for none.
final class Describer {
    private Describer() {}

    static RemoteDescription describe(RegistrySession registry, DocumentLimits limits) {
        RemoteManifest found = registry.resolve();
        String mediaType = found.descriptor().mediaType();
        if (MediaTypes.isIndex(mediaType)) {
            List<Platform> platforms =
                    ImageIndex.parse(found.text(), mediaType, limits).manifests().stream()
                            .map(Descriptor::platform)
                            .flatMap(Optional::stream)
                            .toList();
            return new RemoteDescription(found.descriptor(), platforms);
        }
        Manifest manifest = Manifest.parse(found.text(), mediaType, limits);
        return new RemoteDescription(
                found.descriptor(),
                manifest.artifactType().isPresent()
                        ? List.of()
                        : List.of(platform(registry, manifest.config(), limits)));
    }

    private static Platform platform(
            RegistrySession registry, Descriptor config, DocumentLimits limits) {
        if (config.size() > limits.configBytes()) {
            throw new Unsupported(
                    "the image's config has "
                            + config.size()
                            + " bytes, more than the limit of "
                            + limits.configBytes());
        }
        try (BlobStream stream = registry.blob(config, 0)) {
            byte[] bytes = stream.body().readNBytes((int) config.size() + 1);
            Digest digest = config.digest();
            if (!Digest.of(digest.algorithm(), digest.newHash().digest(bytes)).equals(digest)) {
                throw new Corrupt("image config verification failed for digest " + digest);
            }
            return ImageConfig.parse(new String(bytes, UTF_8), limits).platform();
        } catch (IOException e) {
            throw new Unavailable("error pulling image configuration: " + e.getMessage(), e);
        }
    }
}
