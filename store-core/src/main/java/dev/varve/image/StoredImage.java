package dev.varve.image;

import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An image as the index describes it: enough to list, filter, find and remove it without touching
/// a blob.
///
/// @param id the digest of its config; of an artifact, the digest of its manifest
/// @param parent the image it was committed or built from, when that is recorded
/// @param references every tag and digest reference of the image, in the order of their canonical
///   strings
/// @param created `created` of the config, with nanoseconds
/// @param size sum of the sizes of `layers`, bytes; of an artifact, of its blobs
/// @param hasConfig whether the config has a `config` object at all (label filters skip images
///   without)
/// @param labels labels of the config
/// @param layers bottom first, one for each diffID
/// @param lastTagged when a tag was last set by hand, if ever
public record StoredImage(
        Digest id,
        Optional<Digest> parent,
        List<Reference> references,
        Optional<Instant> created,
        long size,
        boolean hasConfig,
        Map<String, String> labels,
        Platform platform,
        List<ImageLayer> layers,
        Optional<Instant> lastTagged) {}
