package dev.varve.daemon.view;

import dev.varve.api.ProgressMessage;
import dev.varve.api.ProgressMessage.Detail;
import dev.varve.archive.LoadEvent;
import dev.varve.daemon.http.ProgressStream;
import dev.varve.oci.Digest;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Tells a load in docker's words. Of a layer's numbers one in a tenth of a second is told, and the
/// last.
public final class LoadLines implements Consumer<LoadEvent> {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final ProgressStream stream;
    private final boolean quiet;
    private final Consumer<String> changed;
    private final LongSupplier nanoTime;
    private final Map<Digest, Long> told = new HashMap<>();

    /// @param quiet to leave the layers out
    /// @param changed gets what the load did, for the log
    public LoadLines(
            ProgressStream stream, boolean quiet, Consumer<String> changed, LongSupplier nanoTime) {
        this.stream = stream;
        this.quiet = quiet;
        this.changed = changed;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void accept(LoadEvent event) {
        switch (event) {
            case LoadEvent.Layer layer -> tell(layer);
            case LoadEvent.Moved(var name, var former) ->
                    stream.send(
                            ProgressMessage.stream(
                                    "The image "
                                            + name.familiar()
                                            + " already exists, renaming the old one with ID "
                                            + former
                                            + " to empty string\n"));
            case LoadEvent.Named(var name) -> {
                changed.accept("loaded " + name.familiar());
                stream.send(ProgressMessage.stream("Loaded image: " + name.familiar() + "\n"));
            }
            case LoadEvent.Unnamed(var id) -> {
                changed.accept("loaded " + id);
                stream.send(ProgressMessage.stream("Loaded image ID: " + id + "\n"));
            }
        }
    }

    private void tell(LoadEvent.Layer layer) {
        stream.requireReader();
        if (quiet) {
            return;
        }
        long now = nanoTime.getAsLong();
        Long before = told.get(layer.diffId());
        boolean last = layer.current() >= layer.total();
        if (before != null && !last && (now - before < INTERVAL || stream.crowded())) {
            return;
        }
        told.put(layer.diffId(), now);
        stream.send(
                ProgressMessage.progress(
                        layer.diffId().shortHex(),
                        "Loading layer",
                        new Detail(layer.current(), layer.total()),
                        ProgressBar.text(layer.current(), layer.total())));
    }
}
