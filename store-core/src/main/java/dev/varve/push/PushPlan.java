package dev.varve.push;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.List;
import java.util.Map;

/// What goes to a registry under one tag. Everything in it is held by the lease that it was made
/// with.
///
/// @param id the image that the tag means here
/// @param target the manifest or index to put under the tag
/// @param images that are to be there before it
/// @param indexes text of the indexes, the innermost first, with `target` as the last when it is
///   one
/// @param absent manifests that an index points at and the store lacks, in whole or in part
/// @param instead what to put when the registry lacks one of `absent`
record PushPlan(
        Reference tag,
        Digest id,
        Map<String, String> labels,
        Descriptor target,
        List<PushedImage> images,
        Map<Descriptor, String> indexes,
        List<Descriptor> absent,
        PushedImage instead) {}
