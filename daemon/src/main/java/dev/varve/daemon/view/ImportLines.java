package dev.varve.daemon.view;

import dev.varve.api.ProgressMessage;
import dev.varve.api.ProgressMessage.Detail;
import dev.varve.archive.ImportEvent;
import dev.varve.daemon.http.ProgressStream;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Tells an import from a URL in docker's words, its numbers ten times a second at most.
public final class ImportLines implements Consumer<ImportEvent> {
    private static final long INTERVAL = Duration.ofMillis(100).toNanos();

    private final ProgressStream stream;
    private final LongSupplier nanoTime;
    private long told;

    public ImportLines(ProgressStream stream, LongSupplier nanoTime) {
        this.stream = stream;
        this.nanoTime = nanoTime;
        this.told = nanoTime.getAsLong() - INTERVAL;
    }

    @Override
    public void accept(ImportEvent event) {
        stream.requireReader();
        switch (event) {
            case ImportEvent.Downloading(var url) ->
                    stream.send(ProgressMessage.status("Downloading from " + url));
            case ImportEvent.Importing(var current, var total) -> tell(current, total);
        }
    }

    private void tell(long current, long total) {
        long now = nanoTime.getAsLong();
        if (current != total && (now - told < INTERVAL || stream.crowded())) {
            return;
        }
        told = now;
        stream.send(
                ProgressMessage.progress(
                        "",
                        "Importing",
                        new Detail(current, total),
                        ProgressBar.text(current, total)));
    }
}
