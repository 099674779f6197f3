package dev.varve.push;

import dev.varve.oci.Digest;
import dev.varve.push.PushEvent.LayerState;

import java.util.function.Consumer;

/// Passes the events of a push on from its threads, one at a time.
final class PushProgress {
    private final Consumer<PushEvent> listener;

    PushProgress(Consumer<PushEvent> listener) {
        this.listener = listener;
    }

    synchronized void tell(PushEvent event) {
        listener.accept(event);
    }

    void layer(Digest diffId, LayerState state) {
        tell(new PushEvent.Layer(diffId, state, "", 0, 0));
    }

    void mounted(Digest diffId, String from) {
        tell(new PushEvent.Layer(diffId, LayerState.MOUNTED, from, 0, 0));
    }

    void pushing(Digest diffId, long current, long total) {
        tell(new PushEvent.Layer(diffId, LayerState.PUSHING, "", current, total));
    }
}
