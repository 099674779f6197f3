package dev.varve.pull;

import dev.varve.content.Ingest;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Descriptor;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.registry.RegistrySession;
import dev.varve.registry.RegistrySession.BlobStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Brings one blob from the registry into its ingest, from where that stands. A transfer that
/// breaks is tried again after 1, 2, 4 and 8 seconds, and an attempt that got further starts the
/// count anew.
final class BlobDownload {
    private static final Logger log = LoggerFactory.getLogger(BlobDownload.class);
    private static final int BUFFER = 1 << 16;

    private final RegistrySession registry;
    private final PullLimits limits;
    private final PullProgress progress;
    private final Ingest ingest;
    private final Descriptor blob;

    BlobDownload(
            RegistrySession registry, PullLimits limits, PullProgress progress, Ingest ingest) {
        this.registry = registry;
        this.limits = limits;
        this.progress = progress;
        this.ingest = ingest;
        this.blob = ingest.descriptor();
    }

    /// Returns when the blob is whole, verified and flushed.
    void run() throws IOException, InterruptedException {
        if (!limits.downloads().tryAcquire()) {
            progress.layer(blob.digest(), LayerState.WAITING);
            limits.downloads().acquire();
        }
        try {
            transferWithRetries();
        } finally {
            limits.downloads().release();
        }
        progress.layer(blob.digest(), LayerState.VERIFYING);
        ingest.finish();
        progress.layer(blob.digest(), LayerState.DOWNLOADED);
    }

    private void transferWithRetries() throws InterruptedException {
        int attempt = 1;
        while (ingest.received() < blob.size()) {
            long before = ingest.received();
            try {
                transfer();
                return;
            } catch (Unavailable | IOException e) {
                attempt = ingest.received() > before ? 1 : attempt + 1;
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                if (attempt > limits.attempts() || isLocal(e)) {
                    throw giveUp(e);
                }
                log.info(
                        "blob {} broke off at {} of {} bytes: {}",
                        blob.digest(),
                        ingest.received(),
                        blob.size(),
                        e.getMessage());
                waitBefore(attempt);
            }
        }
    }

    private void transfer() throws IOException {
        long start = ingest.received();
        try (BlobStream stream = registry.blob(blob, start)) {
            stream.body().skipNBytes(start - stream.offset());
            byte[] buffer = new byte[BUFFER];
            int count;
            while ((count = stream.body().read(buffer)) > 0) {
                try {
                    ingest.append(buffer, 0, count);
                } catch (IOException e) {
                    throw new LocalFailure(e);
                }
                progress.layer(
                        blob.digest(), LayerState.DOWNLOADING, ingest.received(), blob.size());
            }
        }
        if (ingest.received() < blob.size()) {
            throw new IOException(
                    "the connection ended after "
                            + ingest.received()
                            + " of "
                            + blob.size()
                            + " bytes");
        }
    }

    /// The disk failed, not the network: trying again would not help.
    private static final class LocalFailure extends IOException {
        private static final long serialVersionUID = 1L;

        LocalFailure(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }

    private static boolean isLocal(Exception failure) {
        return failure instanceof LocalFailure;
    }

    private StoreException giveUp(Exception failure) {
        if (failure instanceof LocalFailure local) {
            return DiskFailures.of("write blob " + blob.digest() + " to the store", local);
        }
        if (failure instanceof Unavailable unavailable) {
            return unavailable;
        }
        return new Unavailable(
                "download of blob "
                        + blob.digest()
                        + " failed after "
                        + limits.attempts()
                        + " attempts: "
                        + failure.getMessage()
                        + "; what arrived is kept, run the same command again to go on",
                failure);
    }

    private void waitBefore(int attempt) throws InterruptedException {
        for (int left = 1 << Math.min(attempt - 1, 3); left > 0; left--) {
            progress.tell(new PullEvent.Retrying(blob.digest(), left));
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
