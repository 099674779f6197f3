package dev.varve.daemon.view;

import dev.varve.api.ProgressMessage;
import dev.varve.api.ProgressMessage.Detail;
import dev.varve.daemon.http.ProgressStream;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent;
import dev.varve.reference.Reference;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Tells a pull in docker's words. A layer's new state is always told; of the numbers within a
/// state one in a tenth of a second, and the last.
public final class PullLines implements Consumer<PullEvent> {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final ProgressStream stream;
    private final LongSupplier nanoTime;
    private final Map<Digest, Told> layers = new HashMap<>();

    /// What the client knows of a layer.
    private record Told(PullEvent.LayerState state, long at) {}

    public PullLines(ProgressStream stream, LongSupplier nanoTime) {
        this.stream = stream;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void accept(PullEvent event) {
        stream.requireReader();
        switch (event) {
            case PullEvent.Started(var repository, var reference) ->
                    stream.send(
                            ProgressMessage.status(
                                    tagOrReference(reference), "Pulling from " + repository));
            case PullEvent.Layer layer -> tell(layer);
            case PullEvent.Retrying(var blob, var seconds) ->
                    stream.send(progress(blob, retrying(seconds), 0, 0));
            case PullEvent.Origin(var source, var blobs) ->
                    stream.send(ProgressMessage.status(origin(source, blobs)));
            case PullEvent.Notice(var text) -> stream.send(ProgressMessage.status(text));
            case PullEvent.Done(var reference, var digest, var newer) -> {
                tellDigest(digest);
                tellStatus(reference, newer);
            }
            case PullEvent.OneDone(_, var digest) -> tellDigest(digest);
            case PullEvent.AllDone(var repository, var newer) -> tellStatus(repository, newer);
        }
    }

    private void tell(PullEvent.Layer layer) {
        long now = nanoTime.getAsLong();
        Told told = layers.get(layer.blob());
        boolean sameState = told != null && told.state() == layer.state();
        boolean last = layer.total() > 0 && layer.current() >= layer.total();
        if (sameState && !last && (now - told.at() < INTERVAL || stream.crowded())) {
            return;
        }
        layers.put(layer.blob(), new Told(layer.state(), now));
        stream.send(progress(layer.blob(), layer.state().words(), layer.current(), layer.total()));
    }

    private void tellDigest(Digest digest) {
        stream.send(ProgressMessage.status("Digest: " + digest));
    }

    private void tellStatus(Reference reference, boolean newer) {
        String status =
                newer ? "Status: Downloaded newer image for " : "Status: Image is up to date for ";
        stream.send(ProgressMessage.status(status + reference.familiar()));
    }

    private static ProgressMessage progress(Digest blob, String status, long current, long total) {
        return ProgressMessage.progress(
                blob.shortHex(),
                status,
                new Detail(current, total),
                ProgressBar.text(current, total));
    }

    private static String retrying(int seconds) {
        return "Retrying in " + seconds + (seconds == 1 ? " second" : " seconds");
    }

    private static String origin(String source, List<Digest> blobs) {
        return "Layers from "
                + source
                + ": "
                + blobs.stream().map(Digest::shortHex).collect(Collectors.joining(", "));
    }

    private static String tagOrReference(Reference reference) {
        return reference.digest().isPresent()
                ? reference.asStored().toString()
                : reference.tag().orElse("");
    }
}
