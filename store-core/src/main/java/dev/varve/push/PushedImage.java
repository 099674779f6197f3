package dev.varve.push;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;

import java.util.List;

/// A manifest that can be pushed: everything that it points at is in the store.
///
/// @param layers bottom first, each blob once
record PushedImage(
        Descriptor manifest,
        String text,
        Descriptor config,
        Platform platform,
        List<Layer> layers) {
    /// @param id the digest of an image's config, or of an artifact's manifest
    boolean isOf(Digest id) {
        return config.digest().equals(id) || manifest.digest().equals(id);
    }

    /// @param diffId by which users know the layer
    /// @param mountable paths of repositories of the registry that may have the blob
    record Layer(Descriptor blob, Digest diffId, List<String> mountable) {}
}
