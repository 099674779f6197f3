package dev.varve.oci;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.Map;
import java.util.Optional;

/// Points at bytes: what they are, their digest and how many there are. Source: OCI image-spec
/// descriptor.md.
///
/// @param mediaType never blank
/// @param size in bytes, never negative
/// @param platform given by the entries of an index
/// @param annotations as found, possibly empty
public record Descriptor(
        String mediaType,
        Digest digest,
        long size,
        Optional<Platform> platform,
        Map<String, String> annotations) {
    public Descriptor {
        if (size < 0) {
            throw new InvalidArgument("descriptor of " + digest + " has the negative size " + size);
        }
        annotations = Map.copyOf(annotations);
    }

    public Descriptor(String mediaType, Digest digest, long size) {
        this(mediaType, digest, size, Optional.empty(), Map.of());
    }
}
