package dev.varve.check;

import dev.varve.content.BlobStore;
import dev.varve.error.StoreException;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether images and names lead to all that they are made of, and are what their documents say.
record ImagesCheck(Contents contents, BlobStore blobs, Findings findings) {
    /// What can be told from rows alone.
    void rows() {
        Set<ChainId> layers = new HashSet<>();
        contents.layers().forEach(row -> layers.add(row.chainId()));
        Set<Digest> images = new HashSet<>();
        for (StoredImage image : contents.images()) {
            images.add(image.id());
            for (ImageLayer layer : image.layers()) {
                if (!layers.contains(layer.chainId())) {
                    bad(image, "its layer " + layer.chainId() + " is missing");
                }
            }
            Digest manifest = manifestOf(image);
            if (!contents.blobs().containsKey(manifest)) {
                bad(image, "its manifest " + manifest + " is missing");
            }
        }
        for (NameTable.Row name : contents.names()) {
            if (!contents.blobs().containsKey(name.target())) {
                findings.add(
                        name.reference(),
                        "the manifest behind this name is missing",
                        Findings.BRING_AGAIN);
            } else if (!images.contains(name.image())
                    || !(name.target().equals(name.image())
                            || leads(name.target(), name.image(), new HashSet<>()))) {
                findings.add(
                        name.reference(),
                        "what this name stands for does not lead to its image " + name.image(),
                        "tag the right image again");
            }
        }
    }

    private boolean leads(Digest from, Digest to, Set<Digest> seen) {
        List<Digest> children = contents.children().getOrDefault(from, List.of());
        return children.contains(to)
                || children.stream().filter(seen::add).anyMatch(child -> leads(child, to, seen));
    }

    /// Compares with manifests and configs.
    void documents() {
        Map<ChainId, Long> sizes = new HashMap<>();
        for (LayerTable.Row row : contents.layers()) {
            sizes.put(row.chainId(), row.size());
        }
        for (StoredImage image : contents.images()) {
            try {
                if (contents.artifacts().contains(image.id())) {
                    artifact(image);
                } else {
                    config(image, sizes);
                    manifest(image);
                }
            } catch (StoreException e) {
                bad(image, "a document of it cannot be read: " + e.getMessage());
            }
        }
    }

    private void config(StoredImage image, Map<ChainId, Long> sizes) {
        ImageConfig config = ImageConfig.parse(blobs.readText(image.id()));
        List<ChainId> stack = image.layers().stream().map(ImageLayer::chainId).toList();
        List<Digest> diffIds = image.layers().stream().map(ImageLayer::diffId).toList();
        if (!ChainId.chain(config.diffIds()).equals(stack) || !config.diffIds().equals(diffIds)) {
            bad(image, "its layers are not those of its config");
        }
        if (!config.created().equals(image.created())
                || config.hasConfig() != image.hasConfig()
                || !config.labels().equals(image.labels())
                || !config.platform().equals(image.platform())) {
            bad(image, "the index describes it otherwise than its config");
        }
        long sum = image.layers().stream().mapToLong(ImageLayer::size).sum();
        boolean fit =
                image.layers().stream()
                        .allMatch(l -> sizes.getOrDefault(l.chainId(), l.size()) == l.size());
        if (sum != image.size() || !fit) {
            bad(image, "its size in the index is not that of its layers");
        }
    }

    private void manifest(StoredImage image) {
        Manifest manifest = manifest(manifestOf(image)).orElse(null);
        if (manifest == null) {
            return;
        }
        if (!manifest.config().digest().equals(image.id())) {
            bad(image, "its manifest is that of the image " + manifest.config().digest());
        }
        List<Digest> children =
                contents.children().getOrDefault(manifest.descriptor().digest(), List.of());
        require(image, manifest.config(), children);
        manifest.layers().forEach(layer -> require(image, layer, children));
    }

    private void artifact(StoredImage artifact) {
        if (!artifact.layers().isEmpty()) {
            bad(artifact, "it is an artifact and has layers");
        }
        Manifest manifest = manifest(artifact.id()).orElse(null);
        if (manifest != null) {
            List<Digest> children = contents.children().getOrDefault(artifact.id(), List.of());
            manifest.blobs().forEach(blob -> require(artifact, blob, children));
        }
    }

    private void require(StoredImage image, Descriptor part, List<Digest> children) {
        Descriptor row = contents.blobs().get(part.digest());
        if (row == null) {
            bad(image, "its blob " + part.digest() + " is missing");
        } else if (row.size() != part.size()) {
            bad(image, "the index has another size of its blob " + part.digest());
        } else if (!children.contains(part.digest())) {
            bad(image, "the index does not know that it needs the blob " + part.digest());
        }
    }

    private Optional<Manifest> manifest(Digest digest) {
        return Optional.ofNullable(contents.blobs().get(digest))
                .map(row -> Manifest.parse(blobs.readText(digest), row.mediaType()));
    }

    /// The compressed layers of an image, bottom first; none when its manifest cannot be read.
    List<Digest> layersOf(StoredImage image) {
        try {
            return manifest(manifestOf(image))
                    .map(manifest -> manifest.layers().stream().map(Descriptor::digest).toList())
                    .orElse(List.of());
        } catch (StoreException e) {
            return List.of();
        }
    }

    private Digest manifestOf(StoredImage image) {
        return contents.manifests().getOrDefault(image.id(), image.id());
    }

    private void bad(StoredImage image, String what) {
        findings.add(image.id(), what, "remove the image and pull or load it again");
    }
}
