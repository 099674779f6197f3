package dev.varve.archive;

import dev.varve.content.BlobStore;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.image.StoredImage;
import dev.varve.index.BlobTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What goes into an archive. Everything in it is held by the lease that it was made with.
///
/// @param blobs each once: documents first, then layers, bottom first
record SavePlan(List<SavedImage> images, List<Descriptor> blobs) {
    /// @param targets what the entry of each tag in `index.json` points at
    record SavedImage(StoredImage image, Manifest manifest, Map<Reference, Descriptor> targets) {
        boolean isArtifact() {
            return manifest.artifactType().isPresent();
        }

        /// The manifest, for the entry of an image without tags.
        Descriptor manifestDescriptor() {
            return manifest.descriptor();
        }
    }

    static SavePlan make(
            Transaction transaction,
            BlobStore blobs,
            List<String> names,
            Optional<Platform> platform,
            Lease lease) {
        Making making = new Making(transaction, blobs, lease);
        ImageTable images = new ImageTable(transaction);
        SaveNames.resolve(transaction, names)
                .forEach((id, tags) -> {
                    StoredImage image =
                            images.find(id).orElseThrow(() -> new NotFound("No such image: " + id));
                    if (!images.isArtifact(id)) {
                        platform.ifPresent(wanted -> requirePlatform(wanted, image));
                    }
                    making.add(image, images.manifestOf(id), tags);
                });
        return making.plan();
    }

    private static void requirePlatform(Platform wanted, StoredImage image) {
        if (!Platforms.matches(wanted, image.platform())) {
            throw new NotFound("no suitable export target found for platform " + wanted);
        }
    }

    /// The plan while it grows.
    private static final class Making {
        private final BlobTable table;
        private final BlobStore blobs;
        private final Lease lease;
        private final List<SavedImage> images = new ArrayList<>();
        private final Map<Digest, Descriptor> documents = new LinkedHashMap<>();
        private final Map<Digest, Descriptor> layers = new LinkedHashMap<>();

        Making(Transaction transaction, BlobStore blobs, Lease lease) {
            this.table = new BlobTable(transaction);
            this.blobs = blobs;
            this.lease = lease;
        }

        SavePlan plan() {
            List<Descriptor> all = new ArrayList<>(documents.values());
            all.addAll(layers.values());
            return new SavePlan(List.copyOf(images), all);
        }

        void add(StoredImage image, Digest manifestDigest, Map<Reference, Digest> tags) {
            Map<Reference, Descriptor> targets = new LinkedHashMap<>();
            Set<Digest> manifests = new LinkedHashSet<>();
            tags.forEach((tag, target) -> {
                List<Digest> path = path(target, image.id(), 0);
                Digest entry = path.isEmpty() ? manifestDigest : target;
                manifests.add(path.isEmpty() ? manifestDigest : path.getLast());
                path.forEach(document -> documents.put(document, require(document)));
                targets.put(tag, require(entry));
            });
            if (manifests.isEmpty()) {
                manifests.add(manifestDigest);
            }
            List<Manifest> parsed = manifests.stream().map(this::manifest).toList();
            images.add(new SavedImage(image, parsed.getFirst(), targets));
        }

        private Manifest manifest(Digest digest) {
            Descriptor descriptor = require(digest);
            documents.put(digest, descriptor);
            Manifest manifest = Manifest.parse(blobs.readText(digest), descriptor.mediaType());
            documents.put(manifest.config().digest(), require(manifest.config().digest()));
            for (Descriptor layer : manifest.layers()) {
                layers.put(layer.digest(), require(layer.digest()));
            }
            return manifest;
        }

        /// The indexes and the manifest that lead from what a name points at to an image; empty
        /// when none do.
        private List<Digest> path(Digest from, Digest image, int depth) {
            List<Digest> children = table.children(from);
            boolean isIndex =
                    table.find(from).map(d -> MediaTypes.isIndex(d.mediaType())).orElse(false);
            // The ID is of an artifact's manifest itself, or of a config below a manifest.
            if (from.equals(image) || (!isIndex && children.contains(image))) {
                return List.of(from);
            }
            if (!isIndex || depth > DocumentLimits.WIDEST.indexDepth()) {
                return List.of();
            }
            for (Digest child : children) {
                List<Digest> rest = path(child, image, depth + 1);
                if (!rest.isEmpty()) {
                    List<Digest> path = new ArrayList<>();
                    path.add(from);
                    path.addAll(rest);
                    return path;
                }
            }
            return List.of();
        }

        private Descriptor require(Digest digest) {
            lease.hold(digest);
            return table.find(digest)
                    .orElseThrow(() ->
                            new Corrupt(
                                    "the store lacks the blob "
                                            + digest
                                            + "; pull the image again to repair it"));
        }
    }
}
