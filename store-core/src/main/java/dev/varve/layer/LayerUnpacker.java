package dev.varve.layer;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.tar.LayerApplier;
import dev.varve.storage.tar.TarLimits;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;

/// Turns the compressed bytes of a layer into files, and checks on the way that they are the layer
/// that the image's config means.
public final class LayerUnpacker {
    private LayerUnpacker() {}

    /// Reads the stream to its end.
    ///
    /// @throws Corrupt when the uncompressed bytes do not have the digest `diffId`; what was
    ///   unpacked is then of no use
    public static void unpack(
            InputStream compressed, ActiveLayer layer, Digest diffId, TarLimits limits)
            throws IOException {
        MessageDigest hash = diffId.newHash();
        try (InputStream tar = new DigestInputStream(Compression.decompress(compressed), hash)) {
            LayerApplier.apply(tar, layer, limits);
            // The digest covers what follows the last entry too.
            tar.transferTo(OutputStream.nullOutputStream());
        }
        Digest found = Digest.of(diffId.algorithm(), hash.digest());
        if (!found.equals(diffId)) {
            throw new Corrupt(
                    "layer verification failed: the config announces the diffID "
                            + diffId
                            + ", the unpacked bytes have "
                            + found);
        }
    }
}
