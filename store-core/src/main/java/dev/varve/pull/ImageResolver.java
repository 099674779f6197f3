package dev.varve.pull;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.content.BlobStore;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.index.BlobTable;
import dev.varve.index.Index;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.ImageIndex;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.registry.RegistrySession;
import dev.varve.registry.RegistrySession.BlobStream;
import dev.varve.registry.RemoteManifest;
import dev.varve.staging.KnownImage;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Follows a reference from what it names to the config of the image for one platform, or to the
/// manifest of an artifact. Documents that the store has are not fetched again.
final class ImageResolver {
    private final RegistrySession registry;
    private final BlobStore blobs;
    private final Index index;
    private final Platform wanted;
    private final Platform shown;
    private final DocumentLimits limits;
    private final Map<Descriptor, String> documents = new LinkedHashMap<>();
    private final Map<Digest, List<Digest>> edges = new LinkedHashMap<>();

    /// @param shown the platform as failures name it
    ImageResolver(
            RegistrySession registry,
            BlobStore blobs,
            Index index,
            Platform wanted,
            Platform shown,
            DocumentLimits limits) {
        this.registry = registry;
        this.blobs = blobs;
        this.index = index;
        this.wanted = wanted;
        this.shown = shown;
        this.limits = limits;
    }

    KnownImage resolve(RemoteManifest top) {
        RemoteManifest document = top;
        for (int depth = 0; MediaTypes.isIndex(document.descriptor().mediaType()); depth++) {
            if (depth == limits.indexDepth()) {
                throw new Unsupported(
                        "the image index nests deeper than the limit of " + limits.indexDepth());
            }
            document = manifest(select(document));
        }
        Manifest manifest =
                Manifest.parse(document.text(), document.descriptor().mediaType(), limits);
        documents.put(document.descriptor(), document.text());
        edges.put(document.descriptor().digest(), KnownImage.children(manifest));
        ImageConfig config =
                manifest.artifactType().isPresent()
                        ? ImageConfig.ofArtifact(manifest, document.descriptor().digest())
                        : imageConfig(manifest);
        return new KnownImage(
                top.descriptor(), document.descriptor(), manifest, config, documents, edges);
    }

    private ImageConfig imageConfig(Manifest manifest) {
        String configText = config(manifest.config());
        ImageConfig config = ImageConfig.parse(configText, limits);
        if (config.diffIds().size() != manifest.layers().size()) {
            throw new Corrupt("layers from manifest don't match image configuration");
        }
        documents.put(manifest.config(), configText);
        return config;
    }

    private Descriptor select(RemoteManifest document) {
        ImageIndex imageIndex =
                ImageIndex.parse(document.text(), document.descriptor().mediaType(), limits);
        documents.put(document.descriptor(), document.text());
        edges.put(
                document.descriptor().digest(),
                imageIndex.manifests().stream().map(Descriptor::digest).distinct().toList());
        return Platforms.select(imageIndex, wanted)
                .orElseThrow(() ->
                        new NotFound(
                                "no matching manifest for "
                                        + shown
                                        + " in the manifest list entries"));
    }

    private RemoteManifest manifest(Descriptor descriptor) {
        return stored(descriptor)
                .map(text -> new RemoteManifest(descriptor, text, "store"))
                .orElseGet(() -> registry.manifest(descriptor));
    }

    private String config(Descriptor descriptor) {
        Optional<String> stored = stored(descriptor);
        if (stored.isPresent()) {
            return stored.get();
        }
        if (descriptor.size() > limits.configBytes()) {
            throw new Unsupported(
                    "the image's config has "
                            + descriptor.size()
                            + " bytes, more than the limit of "
                            + limits.configBytes());
        }
        while (true) {
            try {
                return fetchConfig(descriptor);
            } catch (Corrupt e) {
                if (!registry.distrust(descriptor.digest())) {
                    throw e;
                }
            }
        }
    }

    private String fetchConfig(Descriptor descriptor) {
        try (BlobStream stream = registry.blob(descriptor, 0)) {
            byte[] bytes = stream.body().readNBytes((int) descriptor.size() + 1);
            verify(descriptor, bytes);
            return new String(bytes, UTF_8);
        } catch (NotFound e) {
            throw new NotFound("error pulling image configuration: " + e.getMessage());
        } catch (IOException e) {
            throw new Unavailable("error pulling image configuration: " + e.getMessage(), e);
        }
    }

    private static void verify(Descriptor descriptor, byte[] bytes) throws IOException {
        if (bytes.length < descriptor.size()) {
            throw new IOException(
                    "the connection ended after "
                            + bytes.length
                            + " of "
                            + descriptor.size()
                            + " bytes");
        }
        Digest digest = descriptor.digest();
        Digest found = Digest.of(digest.algorithm(), digest.newHash().digest(bytes));
        if (!found.equals(digest)) {
            throw new Corrupt("image config verification failed for digest " + digest);
        }
    }

    /// The store's own copy, unless it is damaged.
    private Optional<String> stored(Descriptor descriptor) {
        return index.read(transaction -> new BlobTable(transaction).find(descriptor.digest()))
                .filter(found -> found.size() == descriptor.size())
                .flatMap(found -> blobs.findText(found.digest()));
    }
}
