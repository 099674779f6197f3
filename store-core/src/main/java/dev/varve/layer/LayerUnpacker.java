package dev.varve.layer;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.tar.AppliedLayer;
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
    /// @return what was unpacked
    /// @throws Corrupt when the uncompressed bytes do not have the digest `diffId`; what was
    ///   unpacked is then of no use
    public static AppliedLayer unpack(
            InputStream compressed, ActiveLayer layer, Digest diffId, TarLimits limits)
            throws IOException {
        Unpacked unpacked;
        try (InputStream tar = ReadAhead.of(Compression.decompress(compressed))) {
            unpacked = unpack(tar, layer, limits, diffId.algorithm(), diffId.newHash());
        }
        require(diffId, unpacked.diffId());
        return unpacked.layer();
    }

    private record Unpacked(Digest diffId, AppliedLayer layer) {}

    /// Checks a layer without unpacking it. Reads the stream to its end.
    public static void verify(InputStream compressed, Digest diffId) throws IOException {
        MessageDigest hash = diffId.newHash();
        try (InputStream tar = new DigestInputStream(Compression.decompress(compressed), hash)) {
            tar.transferTo(OutputStream.nullOutputStream());
        }
        require(diffId, Digest.of(diffId.algorithm(), hash.digest()));
    }

    private static void require(Digest diffId, Digest found) {
        if (!found.equals(diffId)) {
            throw new Corrupt(
                    "layer verification failed: the config announces the diffID "
                            + diffId
                            + ", the unpacked bytes have "
                            + found);
        }
    }

    /// Unpacks a layer whose diffID nobody knows yet. Reads the stream to its end.
    ///
    /// @param tar uncompressed
    /// @return the diffID
    public static Digest unpack(InputStream tar, ActiveLayer layer, TarLimits limits)
            throws IOException {
        return unpack(tar, layer, limits, "sha256", Digest.newSha256()).diffId();
    }

    private static Unpacked unpack(
            InputStream tar,
            ActiveLayer layer,
            TarLimits limits,
            String algorithm,
            MessageDigest hash)
            throws IOException {
        InputStream hashed = new DigestInputStream(tar, hash);
        AppliedLayer applied = LayerApplier.apply(hashed, layer, limits);
        // The digest covers what follows the last entry too.
        hashed.transferTo(OutputStream.nullOutputStream());
        return new Unpacked(Digest.of(algorithm, hash.digest()), applied);
    }
}
