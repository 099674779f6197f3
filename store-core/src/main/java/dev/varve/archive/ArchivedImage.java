package dev.varve.archive;

import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.staging.KnownImage;

import java.util.LinkedHashMap;
import java.util.Map;

/// An image that an archive holds.
///
/// @param made whether the archive had no manifest of it and one was made from the config
/// @param names what each of its names leads to: a manifest, or an index
record ArchivedImage(KnownImage known, boolean made, Map<Reference, Digest> names) {
    ArchivedImage {
        names = new LinkedHashMap<>(names);
    }

    Digest id() {
        return known.config().id();
    }

    Platform platform() {
        return known.config().platform();
    }
}
