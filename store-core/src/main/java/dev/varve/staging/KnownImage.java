package dev.varve.staging;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An image that is described down to its config, all of it verified; its layers may be still to
/// come. Or an artifact, described by its manifest; all of its blobs may be still to come.
///
/// @param target what its names lead to: the manifest, or the index when there is one
/// @param config for an artifact [ImageConfig#ofArtifact]
/// @param documents the exact text of every index on the way, of the manifest and of an image's
///   config
/// @param edges what each index and the manifest points at
public record KnownImage(
        Descriptor target,
        Descriptor manifestDescriptor,
        Manifest manifest,
        ImageConfig config,
        Map<Descriptor, String> documents,
        Map<Digest, List<Digest>> edges) {
    public KnownImage {
        requireLayersOfHistory(config);
        documents = new LinkedHashMap<>(documents);
        edges = new LinkedHashMap<>(edges);
    }

    /// An image without an index around it.
    public static KnownImage of(Manifest manifest, ImageConfig config) {
        Descriptor descriptor = manifest.descriptor();
        Map<Descriptor, String> documents = new LinkedHashMap<>();
        documents.put(descriptor, manifest.text());
        documents.put(manifest.config(), config.text());
        return new KnownImage(
                descriptor,
                descriptor,
                manifest,
                config,
                documents,
                Map.of(descriptor.digest(), children(manifest)));
    }

    public boolean isArtifact() {
        return manifest.artifactType().isPresent();
    }

    /// The blobs that are kept and not unpacked, each once: those of an artifact.
    public List<Descriptor> opaque() {
        return isArtifact() ? manifest.blobs() : List.of();
    }

    /// As the index has it, without names.
    ///
    /// @param sizes of the unpacked layers; one that is not in it counts nothing
    public StoredImage stored(Map<ChainId, Long> sizes) {
        List<ChainId> chain = ChainId.chain(config.diffIds());
        List<ImageLayer> layers = new ArrayList<>();
        long size = opaque().stream().mapToLong(Descriptor::size).sum();
        for (int i = 0; i < chain.size(); i++) {
            long own = sizes.getOrDefault(chain.get(i), 0L);
            layers.add(new ImageLayer(chain.get(i), config.diffIds().get(i), own));
            size += own;
        }
        return new StoredImage(
                config.id(),
                Optional.empty(),
                List.of(),
                config.created(),
                size,
                config.hasConfig(),
                config.labels(),
                config.platform(),
                layers,
                Optional.empty());
    }

    /// Refuses a history that tells of more layers than there are: no row of it could be trusted.
    private static void requireLayersOfHistory(ImageConfig config) {
        long told = config.history().stream().filter(item -> !item.emptyLayer()).count();
        if (told > config.diffIds().size()) {
            throw new Corrupt("too many non-empty layers in History section");
        }
    }

    /// What a manifest points at: the config, then the layers.
    public static List<Digest> children(Manifest manifest) {
        List<Digest> children = new ArrayList<>();
        children.add(manifest.config().digest());
        manifest.layers().forEach(layer -> children.add(layer.digest()));
        return List.copyOf(children);
    }
}
