package dev.varve.push;

import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

/// What a push tells while it runs. Events come from several threads, one at a time.
public sealed interface PushEvent {
    /// @param repository where it goes to, a name alone
    record Started(Reference repository) implements PushEvent {}

    /// A layer came to a new state or moved on within it.
    ///
    /// @param layer the layer's diffID
    /// @param from for [LayerState#MOUNTED] the other repository, else ""
    /// @param current bytes done, 0 where the state has no measure
    /// @param total bytes in all, 0 where unknown
    record Layer(Digest layer, LayerState state, String from, long current, long total)
            implements PushEvent {}

    /// A failed transfer will be tried again.
    record Retrying(Digest layer, int seconds) implements PushEvent {}

    /// A sentence for the user that belongs to no layer.
    record Notice(String text) implements PushEvent {}

    /// The registry has the image under the tag.
    ///
    /// @param digest of the manifest or index that was put
    /// @param size of it, in bytes
    record Done(String tag, Digest digest, long size) implements PushEvent {}

    /// As docker words them.
    enum LayerState {
        PREPARING("Preparing"),
        WAITING("Waiting"),
        ALREADY_EXISTS("Layer already exists"),
        MOUNTED("Mounted from"),
        PUSHING("Pushing"),
        PUSHED("Pushed");

        private final String words;

        LayerState(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}
