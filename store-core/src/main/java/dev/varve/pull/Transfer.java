package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.content.Ingest;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent.LayerState;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One blob on its way into the store, for all pulls that want it. It fails only when the source of
/// every one of them has failed, and then for all of them. Belongs to [Transfers], whose lock
/// guards what is said to be under it.
final class Transfer {
    private final Descriptor blob;
    private final BlobStore blobs;
    private final PullLimits limits;
    private final Predicate<Digest> stored;
    private final Consumer<PullEvent> progress;
    private final CompletableFuture<Optional<Ingest>> opened = new CompletableFuture<>();
    private final CompletableFuture<Optional<Throwable>> outcome = new CompletableFuture<>();
    private final Thread thread;

    private final List<BlobSource> known = new ArrayList<>();
    private final Deque<BlobSource> untried = new ArrayDeque<>();
    private boolean over;

    /// Under the lock of [Transfers].
    int interests;

    Transfer(
            Descriptor blob,
            BlobStore blobs,
            PullLimits limits,
            Predicate<Digest> stored,
            Consumer<PullEvent> progress) {
        this.blob = blob;
        this.blobs = blobs;
        this.limits = limits;
        this.stored = stored;
        this.progress = progress;
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("transfer " + blob.digest().shortHex())
                        .unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Adds a source to go on with when those before fail.
    ///
    /// @return false when the transfer has failed or was cancelled and cannot be joined
    synchronized boolean offer(BlobSource source) {
        if (over) {
            return false;
        }
        if (known.stream().noneMatch(source::isSameAs)) {
            known.add(source);
            untried.add(source);
        }
        return true;
    }

    private synchronized Optional<BlobSource> nextSource() {
        Optional<BlobSource> next = Optional.ofNullable(untried.poll());
        over |= next.isEmpty();
        return next;
    }

    /// Ends it soon.
    void cancel() {
        synchronized (this) {
            over = true;
        }
        thread.interrupt();
    }

    /// Waits for the end, however it comes.
    ///
    /// @return why it failed, or empty when the blob is whole, verified and flushed
    Optional<Throwable> await() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException | CancellationException e) {
            throw new IllegalStateException("an outcome is always told", e);
        }
    }

    /// Calls back at the end, at once when that was before.
    void onFailure(Consumer<Throwable> listener) {
        CompletableFuture<Void> _ = outcome.thenAccept(failure -> failure.ifPresent(listener));
    }

    /// The ingest, when it stands; empty when another pull had brought the blob in meanwhile.
    Optional<Ingest> ingest() throws InterruptedException {
        try {
            return opened.get();
        } catch (ExecutionException | CancellationException e) {
            throw new Failed("cannot open blob " + blob.digest() + ": " + e.getCause(), e);
        }
    }

    boolean isComplete() {
        return opened.state() == Future.State.SUCCESS
                && opened.resultNow().map(Ingest::isComplete).orElse(true);
    }

    private void run() {
        try {
            if (stored.test(blob.digest())) {
                opened.complete(Optional.empty());
            } else {
                bringIn();
            }
        } catch (InterruptedException e) {
            end(new Cancelled("the transfer of blob " + blob.digest() + " was cancelled"));
        } catch (Throwable e) {
            end(e);
        }
        outcome.complete(Optional.empty());
    }

    private void bringIn() throws Exception {
        try (Ingest ingest = blobs.ingest(blob)) {
            opened.complete(Optional.of(ingest));
            try {
                bring(ingest);
            } catch (Throwable e) {
                ingest.fail(e);
                throw e;
            }
        }
    }

    private void end(Throwable failure) {
        synchronized (this) {
            over = true;
        }
        opened.completeExceptionally(failure);
        outcome.complete(Optional.of(failure));
    }

    private void bring(Ingest ingest) throws Exception {
        if (!limits.downloads().tryAcquire()) {
            progress.accept(new PullEvent.Layer(blob.digest(), LayerState.WAITING, 0, 0));
            limits.downloads().acquire();
        }
        BlobDownload download = new BlobDownload(limits, progress, ingest);
        try {
            fetch(download);
        } finally {
            limits.downloads().release();
        }
        download.finish();
    }

    private void fetch(BlobDownload download) throws IOException, InterruptedException {
        Optional<BlobSource> source = nextSource();
        while (true) {
            try {
                download.fetch(source.orElseThrow().registry());
                return;
            } catch (NoSpace | Failed | Cancelled e) {
                throw e;
            } catch (StoreException e) {
                source = nextSource();
                if (source.isEmpty()) {
                    throw e;
                }
            }
        }
    }
}
