package dev.varve.registry;

import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Speaks to the hosts that serve one repository (its mirrors in order, then the registry itself)
/// on behalf of one pull. May be used from several threads.
///
/// Every method throws [dev.varve.error.StoreException]: `NotFound`, `Unauthorized` and `Denied`
/// with docker's words, `Unavailable` for the network and a registry's 429 and 5xx, `Corrupt` when
/// bytes do not fit their digest or size.
public interface RegistrySession {
    /// Finds what the reference names: its digest wins over its tag. The bytes are checked against
    /// the digest asked for, and for a tag against the digest that the registry announced.
    default RemoteManifest resolve() {
        return resolve(digest -> Optional.empty());
    }

    /// As [#resolve()], but what a tag means is not fetched when the caller has it already, which
    /// costs less time and nothing of a rate limit.
    ///
    /// @param known a document by digest, verified
    RemoteManifest resolve(KnownDocuments known);

    /// Manifests and indexes that need not be fetched.
    @FunctionalInterface
    interface KnownDocuments {
        Optional<KnownDocument> find(Digest digest);
    }

    /// @param descriptor its media type, digest and size
    /// @param text the exact bytes, decoded as UTF-8
    record KnownDocument(Descriptor descriptor, String text) {}

    /// Fetches a manifest or index by digest, at most the limit for manifests, verified.
    RemoteManifest manifest(Descriptor descriptor);

    /// How much may still be asked, where a host has said so in this session.
    Optional<RateLimit> rateLimit();

    /// All tags of the repository, in the registry's order. What comes back may be no tag at all.
    List<String> tags();

    /// Opens a blob from a byte offset. Not verified: the caller hashes, since it may hold the
    /// first part already.
    ///
    /// @param offset where to start; a server that cannot do this answers from 0, see
    ///   [BlobStream#offset]
    BlobStream blob(Descriptor descriptor, long offset);

    /// Says that what [#blob] brought of a blob did not fit its digest. The mirrors that brought
    /// some of it are not asked for that blob any more; the registry itself always is.
    ///
    /// @return whether the blob may come right now: a mirror had a part in it, and another host is
    ///   left
    boolean distrust(Digest digest);

    /// Where the blobs came from that were opened so far, by digest.
    Map<Digest, Source> sources();

    /// A host that served a blob.
    ///
    /// @param url fit to be shown
    /// @param mirror whether it stood in for the registry that the reference names
    record Source(String url, boolean mirror) {}

    /// The body of a blob, from `offset` to its end. Reads fail with [IOException] when the
    /// connection breaks or stalls for longer than the limit; the caller decides whether to open it
    /// again.
    ///
    /// @param offset the offset of the first byte of `body` within the blob
    record BlobStream(long offset, InputStream body) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
