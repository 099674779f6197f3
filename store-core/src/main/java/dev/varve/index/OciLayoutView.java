package dev.varve.index;

import dev.varve.disk.AtomicFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Keeps `index.json` as the index has the names, so that the root reads as an OCI image layout and
/// the index can be made again from it. It is written half a second after a change, several changes
/// at once, and before a clean stop. It has all names each time: while changes go on, the pauses
/// between two writes grow with what one takes ([WritePace]).
///
/// Each name is an entry with `org.opencontainers.image.ref.name` (the familiar form, which is what
/// `skopeo oci:<root>:<name>` looks for) and `io.containerd.image.name` (the canonical one). An
/// image without a name is an entry without either. What of an image stands in no document is noted
/// as well: `dev.varve.parent` (what it was made of), `dev.varve.tagged` (when it was last tagged),
/// and `dev.varve.image` where the name leads to an index of several.
///
/// While the index itself is damaged and only shown from these files, the file is not written.
public final class OciLayoutView implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OciLayoutView.class);
    private static final long AGAIN_MILLIS = 30_000;

    /// Annotations of an entry: its name in full and as it is shown, and what of an image stands in
    /// no document.
    public static final String NAME = "io.containerd.image.name";

    static final String FAMILIAR_NAME = "org.opencontainers.image.ref.name";
    public static final String IMAGE = "dev.varve.image";
    public static final String PARENT = "dev.varve.parent";
    public static final String TAGGED = "dev.varve.tagged";

    private final Index index;
    private final Path file;
    private final ScheduledExecutorService writer;
    private final WritePace pace = new WritePace();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private OciLayoutView(Index index, Path file, ScheduledExecutorService writer) {
        this.index = index;
        this.file = file;
        this.writer = writer;
    }

    /// Starts keeping the file. It is written at once when there is none, and else soon, for the
    /// case that the last change before a crash is not in it: a start does not wait for the names
    /// of ten thousand images.
    public static OciLayoutView open(Index index, Path file) {
        ScheduledThreadPoolExecutor writer =
                new ScheduledThreadPoolExecutor(
                        1, task -> Thread.ofPlatform().daemon().name("index.json").unstarted(task));
        writer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        OciLayoutView view = new OciLayoutView(index, file, writer);
        if (Files.exists(file) || !view.writeOrLog()) {
            view.changed();
        }
        return view;
    }

    /// Tells that names have changed.
    public void changed() {
        if (scheduled.compareAndSet(false, true)) {
            ScheduledFuture<?> _ =
                    writer.schedule(
                            this::writeOrTryAgain,
                            pace.delay(System.nanoTime()),
                            TimeUnit.NANOSECONDS);
        }
    }

    private void writeOrTryAgain() {
        scheduled.set(false);
        if (!writeOrLog()) {
            ScheduledFuture<?> _ =
                    writer.schedule(this::changed, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// A full disk keeps nobody from removing images, nor the store from being opened or closed.
    private boolean writeOrLog() {
        try {
            write();
            return true;
        } catch (IOException | RuntimeException e) {
            log.warn("cannot write {}: {}; the index itself is not touched", file, e.getMessage());
            return false;
        }
    }

    /// Writes the file, if the index is sound.
    public synchronized void write() throws IOException {
        if (index.damage().isPresent()) {
            return;
        }
        long begin = System.nanoTime();
        try {
            AtomicFiles.write(file, this::writeTo);
        } finally {
            pace.wrote(begin, System.nanoTime());
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        try {
            index.read(transaction -> {
                try {
                    OciLayoutJson.write(transaction, out);
                    return null;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() {
        // What it is writing now it may finish: interrupted, it would tell of a failure, and later,
        // it would find the index closed.
        writer.close();
        boolean _ = writeOrLog();
    }
}
