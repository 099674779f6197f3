package dev.varve.archive;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

/// What a load tells while it runs. Events come from several threads, one at a time. All but
/// [Layer] come when everything lasts.
public sealed interface LoadEvent {
    /// A layer is being unpacked.
    ///
    /// @param current bytes of the compressed layer that were read
    /// @param total bytes of it in all
    record Layer(Digest diffId, long current, long total) implements LoadEvent {}

    /// A name meant another image before.
    record Moved(Reference name, Digest former) implements LoadEvent {}

    /// An image is in the store under this name.
    record Named(Reference name) implements LoadEvent {}

    /// An image that the archive has no name for is in the store.
    record Unnamed(Digest id) implements LoadEvent {}
}
