package dev.varve.reference;

import dev.varve.oci.Digest;

import java.util.Optional;

/// A normalised image reference: `domain/path[:tag][@digest]`.
///
/// @param domain registry host with port, `docker.io` for Docker Hub
/// @param path repository within the registry, `library/busybox`
public record Reference(String domain, String path, Optional<String> tag, Optional<Digest> digest)
        implements Comparable<Reference> {
    @Override
    public int compareTo(Reference other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return domain
                + "/"
                + path
                + tag.map(t -> ":" + t).orElse("")
                + digest.map(d -> "@" + d).orElse("");
    }
}
