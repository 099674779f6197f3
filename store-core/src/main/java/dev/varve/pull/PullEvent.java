package dev.varve.pull;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.List;

/// What a pull tells while it runs. Events come from several threads, one at a time.
public sealed interface PullEvent {
    /// The registry answered and the image is known.
    ///
    /// @param repository the registry's path, `library/busybox`
    /// @param reference what is pulled
    record Started(String repository, Reference reference) implements PullEvent {}

    /// A layer came to a new state or moved on within it.
    ///
    /// @param blob the layer's compressed digest
    /// @param current bytes done, 0 where the state has no measure
    /// @param total bytes in all, 0 where unknown
    record Layer(Digest blob, LayerState state, long current, long total) implements PullEvent {}

    /// A failed transfer will be tried again.
    record Retrying(Digest blob, int seconds) implements PullEvent {}

    /// Layers that were fetched from one place. Told, once for each place, when a mirror served
    /// any.
    ///
    /// @param source the URL of the host, without anything secret
    /// @param blobs compressed digests, bottom first
    record Origin(String source, List<Digest> blobs) implements PullEvent {}

    /// A sentence for the user that belongs to no layer.
    record Notice(String text) implements PullEvent {}

    /// The image is in the store, durably, with its name.
    ///
    /// @param digest of the manifest, or of the index when there was one
    /// @param newer false when the name meant this image before
    record Done(Reference reference, Digest digest, boolean newer) implements PullEvent {}

    /// One of all tags of a repository is in the store, durably, with its name.
    ///
    /// @param digest of the manifest, or of the index when there was one
    record OneDone(Reference reference, Digest digest) implements PullEvent {}

    /// All tags of a repository are in the store.
    ///
    /// @param repository a name alone
    /// @param newer whether one of them means another image than before
    record AllDone(Reference repository, boolean newer) implements PullEvent {}

    /// In the order in which a layer passes through them, as docker words them.
    enum LayerState {
        ALREADY_EXISTS("Already exists"),
        PULLING("Pulling fs layer"),
        WAITING("Waiting"),
        DOWNLOADING("Downloading"),
        VERIFYING("Verifying Checksum"),
        DOWNLOADED("Download complete"),
        EXTRACTING("Extracting"),
        COMPLETE("Pull complete");

        private final String words;

        LayerState(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
