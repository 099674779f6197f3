package dev.varve.pull;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An image as its registry describes it, verified down to the config; its layers are still to
/// come.
///
/// @param target what the reference names: the manifest, or the index when there is one
/// @param documents the exact text of every index on the way, of the manifest and of the config
/// @param edges what each index and the manifest points at
record RemoteImage(
        Descriptor target,
        Descriptor manifestDescriptor,
        Manifest manifest,
        ImageConfig config,
        Map<Descriptor, String> documents,
        Map<Digest, List<Digest>> edges) {
    RemoteImage {
        documents = new LinkedHashMap<>(documents);
        edges = new LinkedHashMap<>(edges);
    }
}
