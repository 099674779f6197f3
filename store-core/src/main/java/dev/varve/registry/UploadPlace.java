package dev.varve.registry;

import dev.varve.oci.Digest;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// An upload that a registry has begun: where its bytes go now, and how many are there.
///
/// @param received bytes that the registry has, as far as it told
/// @param leastChunk what the registry wants of every part but the last, 0 without a wish
record UploadPlace(URI uri, long received, long leastChunk) {
    UploadPlace at(long bytes) {
        return new UploadPlace(uri, bytes, leastChunk);
    }

    /// Where an upload is completed.
    URI completing(Digest digest) {
        String separator = uri.getRawQuery() == null ? "?" : "&";
        String encoded = URLEncoder.encode(digest.toString(), StandardCharsets.UTF_8);
        return URI.create(uri + separator + "digest=" + encoded);
    }
}
