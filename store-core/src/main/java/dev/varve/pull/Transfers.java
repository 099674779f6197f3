package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.content.Ingest;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.pull.LayerNews.Subscription;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One transfer per blob, however many pulls want it. The first that wants it starts it, the others
/// follow; one that leaves does not stop it for the others, and the last one that leaves does.
final class Transfers {
    private final BlobStore blobs;
    private final PullLimits limits;
    private final LayerNews news;
    private final Predicate<Digest> stored;
    private final Map<Key, Transfer> running = new HashMap<>();

    /// Who lies about the size of a blob waits for himself alone.
    private record Key(Digest digest, long size) {}

    /// @param stored whether the store has a blob, named by the index and in its full length
    Transfers(BlobStore blobs, PullLimits limits, LayerNews news, Predicate<Digest> stored) {
        this.stored = stored;
        this.blobs = blobs;
        this.limits = limits;
        this.news = news;
    }

    /// Joins the transfer of a blob, or starts it.
    ///
    /// @param listener as [LayerNews#subscribe]
    /// @param onFailure told when the transfer fails
    Interest join(
            Descriptor blob,
            BlobSource source,
            Consumer<PullEvent> listener,
            Consumer<Throwable> onFailure) {
        Key key = new Key(blob.digest(), blob.size());
        Subscription subscription = news.subscribe(key, listener);
        Transfer transfer = join(key, blob, source);
        transfer.onFailure(onFailure);
        return new Interest(key, transfer, subscription);
    }

    private synchronized Transfer join(Key key, Descriptor blob, BlobSource source) {
        Transfer transfer = running.get(key);
        if (transfer == null || !transfer.offer(source)) {
            transfer = new Transfer(blob, blobs, limits, stored, event -> news.publish(key, event));
            transfer.offer(source);
            running.put(key, transfer);
            transfer.start();
        }
        transfer.interests++;
        return transfer;
    }

    private synchronized boolean leave(Key key, Transfer transfer) {
        transfer.interests--;
        if (transfer.interests > 0) {
            return false;
        }
        running.remove(key, transfer);
        transfer.cancel();
        return true;
    }

    /// The part of one pull in a transfer.
    final class Interest implements AutoCloseable {
        private final Key key;
        private final Transfer transfer;
        private final Subscription subscription;

        private Interest(Key key, Transfer transfer, Subscription subscription) {
            this.key = key;
            this.transfer = transfer;
            this.subscription = subscription;
        }

        /// Reads the blob from its first byte on, while it arrives. Returns when there is something
        /// to read.
        InputStream open() throws IOException {
            try {
                Optional<Ingest> ingest = transfer.ingest();
                if (ingest.isPresent()) {
                    ingest.get().awaitStart();
                    return ingest.get().reader();
                }
                return Files.newInputStream(blobs.path(key.digest()));
            } catch (NoSuchFileException publishedMeanwhile) {
                return Files.newInputStream(blobs.path(key.digest()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for " + key.digest());
            }
        }

        /// How often the blob began anew, since what had come was wrong.
        int restarts() throws InterruptedException {
            return transfer.ingest().map(Ingest::restarts).orElse(0);
        }

        /// Waits until it is known whether the blob is good.
        ///
        /// @return why not
        Optional<Throwable> await() throws InterruptedException {
            return transfer.await();
        }

        /// Whether every byte is there and verified.
        boolean isComplete() {
            return transfer.isComplete();
        }

        /// Waits for the transfer's end when nobody else wants it.
        @Override
        public void close() {
            subscription.close();
            if (!leave(key, transfer)) {
                return;
            }
            boolean interrupted = false;
            while (true) {
                try {
                    Optional<Throwable> _ = transfer.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
