package dev.varve.check;

import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.ImageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/// All that the index says at one moment.
///
/// @param blobs by digest
/// @param layers parents before children
/// @param manifests of each image
/// @param artifacts those of the images that are none: their id is that of their manifest
/// @param children of each manifest and index
/// @param unowned blobs and layers that nothing points at and nobody holds
record Contents(
        Map<Digest, Descriptor> blobs,
        List<LayerTable.Row> layers,
        List<ContainerTable.Row> containers,
        List<StoredImage> images,
        Map<Digest, Digest> manifests,
        Set<Digest> artifacts,
        Map<Digest, List<Digest>> children,
        List<NameTable.Row> names,
        Set<Object> unowned) {
    /// Reads them and holds what is named, so that it stays while it is looked at. Call it in a
    /// writing transaction.
    static Contents hold(Transaction transaction, Leases leases, Lease lease) {
        BlobTable blobTable = new BlobTable(transaction);
        LayerTable layerTable = new LayerTable(transaction);
        ImageTable imageTable = new ImageTable(transaction);
        Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
        Map<Digest, List<Digest>> children = new HashMap<>();
        Set<Object> unowned = new HashSet<>();
        for (Descriptor blob : blobTable.all()) {
            Digest digest = blob.digest();
            blobs.put(digest, blob);
            children.put(digest, blobTable.children(digest));
            if (blobTable.isReferenced(digest) || leases.holds(digest)) {
                lease.hold(digest);
            } else {
                unowned.add(digest);
            }
        }
        List<LayerTable.Row> layers = bottomUp(layerTable.all());
        for (LayerTable.Row layer : layers) {
            ChainId chain = layer.chainId();
            if (layerTable.isReferenced(chain) || leases.holds(chain)) {
                lease.hold(chain);
            } else {
                unowned.add(chain);
            }
        }
        List<StoredImage> images = imageTable.all();
        Map<Digest, Digest> manifests = new HashMap<>();
        Set<Digest> artifacts = new HashSet<>();
        for (StoredImage image : images) {
            manifests.put(image.id(), imageTable.manifestOf(image.id()));
            if (imageTable.isArtifact(image.id())) {
                artifacts.add(image.id());
            }
        }
        return new Contents(
                blobs,
                layers,
                new ContainerTable(transaction).all(),
                images,
                manifests,
                artifacts,
                children,
                new NameTable(transaction).all(),
                unowned);
    }

    private static List<LayerTable.Row> bottomUp(List<LayerTable.Row> rows) {
        Map<ChainId, List<LayerTable.Row>> left = new LinkedHashMap<>();
        rows.forEach(row -> left.computeIfAbsent(row.chainId(), _ -> new ArrayList<>()).add(row));
        List<LayerTable.Row> sorted = new ArrayList<>();
        while (!left.isEmpty()) {
            List<ChainId> next =
                    left.entrySet().stream()
                            .filter(e ->
                                    e.getValue().stream()
                                            .noneMatch(r ->
                                                    r.parent()
                                                            .filter(left::containsKey)
                                                            .isPresent()))
                            .map(Map.Entry::getKey)
                            .toList();
            // Damaged rows can make a circle.
            List<ChainId> taken = next.isEmpty() ? List.copyOf(left.keySet()) : next;
            taken.forEach(chain -> sorted.addAll(left.remove(chain)));
        }
        return sorted;
    }

    /// The compressed layers that a layer can be unpacked from, by what images say.
    ///
    /// @param blobsOf the layers of an image's manifest, bottom first
    Map<ChainId, List<Digest>> sources(Function<StoredImage, List<Digest>> blobsOf) {
        Map<ChainId, List<Digest>> sources = new HashMap<>();
        for (StoredImage image : images) {
            List<ImageLayer> stack = image.layers();
            List<Digest> from = blobsOf.apply(image);
            for (int i = 0; i < Math.min(stack.size(), from.size()); i++) {
                sources.computeIfAbsent(stack.get(i).chainId(), _ -> new ArrayList<>())
                        .add(from.get(i));
            }
        }
        return sources;
    }
}
