package dev.varve.daemon.view;

import dev.varve.api.ProgressMessage;
import dev.varve.api.ProgressMessage.Aux;
import dev.varve.api.ProgressMessage.Detail;
import dev.varve.daemon.http.ProgressStream;
import dev.varve.oci.Digest;
import dev.varve.push.PushEvent;
import dev.varve.push.PushEvent.LayerState;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Tells a push in docker's words. A layer's new state is always told; of the numbers within a
/// state one in a tenth of a second, and the last.
public final class PushLines implements Consumer<PushEvent> {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final ProgressStream stream;
    private final LongSupplier nanoTime;
    private final Map<Digest, Told> layers = new HashMap<>();

    /// What the client knows of a layer.
    private record Told(PushEvent.Layer event, long at) {}

    public PushLines(ProgressStream stream, LongSupplier nanoTime) {
        this.stream = stream;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void accept(PushEvent event) {
        stream.requireReader();
        switch (event) {
            case PushEvent.Started(var repository) ->
                    stream.send(
                            ProgressMessage.status(
                                    "The push refers to repository ["
                                            + repository.repository()
                                            + "]"));
            case PushEvent.Layer layer -> tell(layer);
            case PushEvent.Retrying(var layer, var seconds) ->
                    stream.send(
                            progress(
                                    layer,
                                    "Retrying in "
                                            + seconds
                                            + (seconds == 1 ? " second" : " seconds"),
                                    0,
                                    0));
            case PushEvent.Notice(var text) -> stream.send(ProgressMessage.status(text));
            case PushEvent.Done(var tag, var digest, var size) -> {
                stream.send(ProgressMessage.status(tag + ": digest: " + digest + " size: " + size));
                stream.send(ProgressMessage.aux(new Aux(tag, digest.toString(), size)));
            }
        }
    }

    private void tell(PushEvent.Layer layer) {
        long now = nanoTime.getAsLong();
        Told told = layers.get(layer.layer());
        if (told != null && told.event().state() == layer.state()) {
            boolean last = layer.total() > 0 && layer.current() >= layer.total();
            boolean moved = told.event().current() != layer.current();
            boolean soon = now - told.at() < INTERVAL || stream.crowded();
            if (!moved || (soon && !last)) {
                return;
            }
        }
        layers.put(layer.layer(), new Told(layer, now));
        String words =
                layer.state() == LayerState.MOUNTED
                        ? layer.state().words() + " " + layer.from()
                        : layer.state().words();
        stream.send(progress(layer.layer(), words, layer.current(), layer.total()));
    }

    private static ProgressMessage progress(Digest layer, String status, long current, long total) {
        return ProgressMessage.progress(
                layer.shortHex(),
                status,
                new Detail(current, total),
                ProgressBar.text(current, total));
    }
}
