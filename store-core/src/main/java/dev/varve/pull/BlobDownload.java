package dev.varve.pull;

import dev.varve.content.Ingest;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Descriptor;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.registry.RegistrySession;
import dev.varve.registry.RegistrySession.BlobStream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Brings one blob into its ingest, from where that stands, and goes on where a transfer broke off,
/// see [BlobRetries].
final class BlobDownload {
    private static final Logger log = LoggerFactory.getLogger(BlobDownload.class);
    private static final int BUFFER = 1 << 16;

    private final PullLimits limits;
    private final Consumer<PullEvent> progress;
    private final Ingest ingest;
    private final Descriptor blob;

    BlobDownload(PullLimits limits, Consumer<PullEvent> progress, Ingest ingest) {
        this.limits = limits;
        this.progress = progress;
        this.ingest = ingest;
        this.blob = ingest.descriptor();
    }

    /// Fetches what is missing. When it returns every byte is there and fits the digest, and
    /// [#finish] is next. When a mirror, or an earlier pull, has brought wrong bytes, all is
    /// fetched again from whom that leaves.
    void fetch(RegistrySession registry) throws IOException, InterruptedException {
        boolean resumed = ingest.received() > 0;
        while (true) {
            try {
                fetchAll(registry);
                tell(LayerState.VERIFYING, 0);
                ingest.verify();
                return;
            } catch (Corrupt e) {
                boolean thrownAway = ingest.received() == 0;
                if (!thrownAway || !(registry.distrust(blob.digest()) || resumed)) {
                    throw e;
                }
                resumed = false;
                log.warn("blob {} is fetched again from its first byte", blob.digest());
            }
        }
    }

    private void fetchAll(RegistrySession registry) throws InterruptedException {
        BlobRetries retries = new BlobRetries(limits, System::nanoTime);
        while (ingest.received() < blob.size()) {
            long before = ingest.received();
            try {
                transfer(registry);
            } catch (Unavailable | IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException();
                }
                if (e instanceof LocalFailure local) {
                    throw DiskFailures.of("write blob " + blob.digest() + " to the store", local);
                }
                Optional<Duration> wait = retries.next(e, ingest.received() - before);
                waitBefore(wait.orElseThrow(() -> giveUp(e)), e);
            }
        }
    }

    /// Flushes the blob.
    void finish() throws IOException {
        ingest.finish();
        tell(LayerState.DOWNLOADED, 0);
    }

    private void transfer(RegistrySession registry) throws IOException {
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
                tell(LayerState.DOWNLOADING, ingest.received());
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

    private StoreException giveUp(Exception failure) {
        if (failure instanceof Unavailable unavailable) {
            return unavailable;
        }
        return new Unavailable(
                "download of blob "
                        + blob.digest()
                        + " was given up at "
                        + ingest.received()
                        + " of "
                        + blob.size()
                        + " bytes, after "
                        + limits.attempts()
                        + " attempts or "
                        + limits.patience().toSeconds()
                        + " s without progress: "
                        + failure.getMessage(),
                failure);
    }

    private void waitBefore(Duration wait, Exception failure) throws InterruptedException {
        log.info(
                "blob {} broke off at {} of {} bytes, going on in {} ms: {}",
                blob.digest(),
                ingest.received(),
                blob.size(),
                wait.toMillis(),
                failure.getMessage());
        long left = wait.toMillis();
        while (left > 0) {
            progress.accept(new PullEvent.Retrying(blob.digest(), (int) Math.ceilDiv(left, 1000L)));
            long step = left % 1000 == 0 ? 1000 : left % 1000;
            TimeUnit.MILLISECONDS.sleep(step);
            left -= step;
        }
    }

    private void tell(LayerState state, long current) {
        long total = state == LayerState.DOWNLOADING ? blob.size() : 0;
        progress.accept(new PullEvent.Layer(blob.digest(), state, current, total));
    }
}
