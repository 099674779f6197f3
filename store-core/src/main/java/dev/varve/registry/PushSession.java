package dev.varve.registry;

import dev.varve.oci.Descriptor;

import java.nio.file.Path;

/// Speaks to one registry, never to a mirror of it, to push into one of its repositories. May be
/// used from several threads.
///
/// Every method throws [dev.varve.error.StoreException]: `Unauthorized` and `Denied` when the
/// registry does not let the caller write, `Unavailable` for the network and what a registry
/// refuses otherwise, `Corrupt` when a blob of the store is damaged or the registry says that it
/// stored something else, `Cancelled` when the listener gave up.
public interface PushSession {
    /// What an upload tells. When a method throws, the upload is broken off.
    interface UploadListener {
        /// Called several times a second, also when nothing moved.
        ///
        /// @param bytes of the blob that the registry has or that are on their way to it
        void sent(long bytes);

        /// A failed upload will go on from where it stands.
        void retrying(int seconds);
    }

    /// Finds the registry: it answers, or this throws. Other methods do that by themselves.
    void reach();

    boolean hasBlob(Descriptor blob);

    boolean hasManifest(Descriptor manifest);

    /// Asks the registry to take a blob from another of its repositories.
    ///
    /// @param repository its path, without the registry
    /// @return false when it did not, for whatever reason
    boolean mount(Descriptor blob, String repository);

    /// Brings a blob into the repository. A transfer that breaks goes on from the bytes that the
    /// registry has kept.
    ///
    /// @param file with the blob's bytes
    void upload(Descriptor blob, Path file, UploadListener listener);

    /// @param text the manifest or index as it is
    /// @param name a tag, or the digest
    void putManifest(Descriptor manifest, String text, String name);
}
