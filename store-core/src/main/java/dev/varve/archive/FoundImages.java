package dev.varve.archive;

import dev.varve.archive.OciTree.Found;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.staging.KnownImage;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts together what is known of an image or an artifact from the ways that lead to it.
final class FoundImages {
    private FoundImages() {}

    /// @param ways to manifests of this one image; the first counts as its own
    static KnownImage known(List<Found> ways, ImageConfig config) {
        Descriptor configDescriptor = ways.getFirst().manifest().config();
        return known(
                ways,
                config,
                Map.of(
                        new Descriptor(
                                configDescriptor.mediaType(),
                                configDescriptor.digest(),
                                configDescriptor.size()),
                        config.text()));
    }

    static KnownImage knownArtifact(List<Found> ways) {
        Found first = ways.getFirst();
        Digest id = first.manifestDescriptor().digest();
        return known(ways, ImageConfig.ofArtifact(first.manifest(), id), Map.of());
    }

    private static KnownImage known(
            List<Found> ways, ImageConfig config, Map<Descriptor, String> own) {
        Map<Descriptor, String> documents = new LinkedHashMap<>();
        Map<Digest, List<Digest>> edges = new LinkedHashMap<>();
        for (Found way : ways) {
            documents.putAll(way.documents());
            edges.putAll(way.edges());
        }
        Found first = ways.getFirst();
        documents.putAll(own);
        return new KnownImage(
                first.top(),
                first.manifestDescriptor(),
                first.manifest(),
                config,
                documents,
                edges);
    }
}
