package dev.varve.pull;

import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent.LayerState;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Passes the events of one image's pull on from its threads, one at a time.
final class PullProgress {
    private final Consumer<PullEvent> listener;
    private final Set<Digest> announced = new HashSet<>();
    private final Set<Digest> complete = new HashSet<>();

    PullProgress(Consumer<PullEvent> listener) {
        this.listener = listener;
    }

    synchronized void tell(PullEvent event) {
        listener.accept(event);
    }

    /// What is told first about a layer, once however often the pull plans anew.
    synchronized void announce(Digest blob, LayerState state) {
        if (announced.add(blob)) {
            layer(blob, state);
        }
    }

    void layer(Digest blob, LayerState state) {
        layer(blob, state, 0, 0);
    }

    /// A download may tell its end after the layer that was unpacked from it: then it is too late.
    synchronized void layer(Digest blob, LayerState state, long current, long total) {
        if (complete.contains(blob)) {
            return;
        }
        if (state == LayerState.COMPLETE) {
            complete.add(blob);
        }
        tell(new PullEvent.Layer(blob, state, current, total));
    }

    /// Passes on what somebody else does, whom this pull's client must not disturb by going away.
    ///
    /// @param onFailure told that the client has gone
    void follow(PullEvent event, Consumer<Throwable> onFailure) {
        try {
            if (event instanceof PullEvent.Layer(var blob, var state, var current, var total)) {
                layer(blob, state, current, total);
            } else {
                tell(event);
            }
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }
}
