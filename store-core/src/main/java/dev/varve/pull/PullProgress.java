package dev.varve.pull;

import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent.LayerState;

import java.util.function.Consumer;

/// Passes the events of a pull's threads on, one at a time.
final class PullProgress {
    private final Consumer<PullEvent> listener;

    PullProgress(Consumer<PullEvent> listener) {
        this.listener = listener;
    }

    synchronized void tell(PullEvent event) {
        listener.accept(event);
    }

    void layer(Digest blob, LayerState state) {
        tell(new PullEvent.Layer(blob, state, 0, 0));
    }

    void layer(Digest blob, LayerState state, long current, long total) {
        tell(new PullEvent.Layer(blob, state, current, total));
    }
}
