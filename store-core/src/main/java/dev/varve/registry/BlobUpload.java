package dev.varve.registry;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unavailable;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.registry.PushSession.UploadListener;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;

/// Brings one blob to a registry. A small one goes in one request; a large one is sent first and
/// completed then, so that a transfer that breaks can go on from what the registry has kept. A
/// registry, or a proxy before it, that finds a request too large gets smaller ones.
///
/// Tried again after 1, 2, 4 and 8 seconds; an attempt that got further starts the count anew.
final class BlobUpload {
    private static final Logger log = LoggerFactory.getLogger(BlobUpload.class);
    private static final int ATTEMPTS = 5;

    /// Up to this size a broken transfer costs less than asking how far it came.
    private static final long SMALL = 4 << 20;

    private static final long FIRST_CHUNK = 64 << 20;
    private static final long SMALLEST_CHUNK = 1 << 20;
    private static final int TOO_LARGE = 413;
    private static final int OUT_OF_ORDER = 416;

    private final HostConnection host;
    private final UploadEndpoint uploads;
    private final BlobEndpoint blobs;
    private final RetryPolicy retries;
    private final Descriptor blob;
    private final Path file;
    private final UploadListener listener;
    private @Nullable UploadPlace place;
    private boolean resumed;
    private long chunk = Long.MAX_VALUE;

    /// @param begun an upload that the registry began by itself, null for none
    BlobUpload(
            HostConnection host,
            UploadEndpoint uploads,
            BlobEndpoint blobs,
            RetryPolicy retries,
            Descriptor blob,
            Path file,
            UploadListener listener,
            @Nullable UploadPlace begun) {
        this.host = host;
        this.uploads = uploads;
        this.blobs = blobs;
        this.retries = retries;
        this.blob = blob;
        this.file = file;
        this.listener = listener;
        this.place = begun;
    }

    /// Returns when the registry says that it has the blob.
    void run() throws RegistryFailure {
        int attempt = 1;
        while (true) {
            long before = received();
            try {
                send();
                return;
            } catch (RegistryFailure e) {
                RegistryFailure failure = judged(e);
                attempt++;
                Duration wait = retries.wait(failure, backOff(attempt));
                if (!failure.isTemporary() || attempt > ATTEMPTS || retries.isTooLong(wait)) {
                    abandon();
                    throw failure;
                }
                log.info("upload of {} to {} broke off: {}", blob.digest(), host, e.getMessage());
                pause(wait);
            }
            if (isThereAfterAll()) {
                return;
            }
            attempt = received() > before ? 1 : attempt;
        }
    }

    private long received() {
        return place == null ? 0 : place.received();
    }

    private void send() throws RegistryFailure {
        UploadPlace at = place == null ? uploads.start(host) : place;
        place = at;
        if (blob.size() <= SMALL && chunk == Long.MAX_VALUE && at.received() == 0) {
            uploads.complete(host, at, blob, part(0, blob.size()), listener::sent);
            return;
        }
        while (at.received() < blob.size()) {
            at = sendPart(at);
            place = at;
        }
        uploads.complete(host, at, blob, part(blob.size(), 0), _ -> listener.sent(blob.size()));
    }

    private UploadPlace sendPart(UploadPlace at) throws RegistryFailure {
        long start = at.received();
        long length = Math.min(chunk, blob.size() - start);
        boolean alone = length == blob.size();
        FilePart part = part(start, length);
        UploadPlace next;
        try {
            next = uploads.append(host, at, part, alone, sent -> listener.sent(start + sent));
        } catch (RegistryFailure e) {
            if (status(e) == TOO_LARGE && halve(length, at.leastChunk())) {
                return known(uploads.status(host, at));
            }
            throw e;
        }
        if (next.received() <= start || next.received() > start + length) {
            throw RegistryFailure.refused(
                    new Unavailable(
                            host
                                    + " says that it has "
                                    + next.received()
                                    + " bytes of blob "
                                    + blob.digest()
                                    + " after "
                                    + (start + length)
                                    + " were sent",
                            null));
        }
        return next;
    }

    /// @return false when a smaller request would be smaller than it may be
    private boolean halve(long length, long least) {
        long smaller = Math.min(FIRST_CHUNK, length / 2);
        if (smaller < Math.max(least, SMALLEST_CHUNK)) {
            return false;
        }
        chunk = smaller;
        return true;
    }

    private UploadPlace known(@Nullable UploadPlace found) throws RegistryFailure {
        return found == null ? uploads.start(host) : found;
    }

    /// A digest that does not fit may come from a transfer that was put together wrongly, and then
    /// another attempt helps; and a blob that is damaged here is not the registry's fault.
    private RegistryFailure judged(RegistryFailure failure) {
        String message = failure.told().getMessage();
        if (status(failure) == OUT_OF_ORDER) {
            return RegistryFailure.busy(failure.told(), "");
        }
        if (status(failure) != 400 || message == null || !message.startsWith("digest invalid")) {
            return failure;
        }
        if (!isSound()) {
            return RegistryFailure.refused(
                    new Corrupt(
                            "blob "
                                    + blob.digest()
                                    + " of the store is damaged: its content does not fit its"
                                    + " digest; pull the image again to repair it"));
        }
        abandon();
        return resumed ? RegistryFailure.busy(failure.told(), "") : failure;
    }

    private static int status(RegistryFailure failure) {
        return failure.told() instanceof Unavailable unavailable ? unavailable.status() : 0;
    }

    private boolean isSound() {
        MessageDigest hash = blob.digest().newHash();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        } catch (IOException e) {
            log.info("cannot read {} again: {}", file, e.getMessage());
            return false;
        }
        return Digest.of(blob.digest().algorithm(), hash.digest()).equals(blob.digest());
    }

    /// Finds out how far the upload came; one that cannot be gone on with is begun anew, unless it
    /// had come to its end and only the answer was lost.
    private boolean isThereAfterAll() {
        try {
            if (blob.size() <= SMALL) {
                abandon();
            }
            UploadPlace former = place;
            place = former == null ? null : uploads.status(host, former);
            resumed = place != null;
            return place == null && blobs.has(host, blob);
        } catch (RegistryFailure e) {
            log.info("{} does not say how far {} came: {}", host, blob.digest(), e.getMessage());
            resumed = true;
            return false;
        }
    }

    private void abandon() {
        UploadPlace former = place;
        place = null;
        if (former == null) {
            return;
        }
        try {
            uploads.cancel(host, former);
        } catch (RegistryFailure e) {
            log.debug("{} does not forget an upload: {}", host, e.getMessage());
        }
    }

    private static Duration backOff(int attempt) {
        return Duration.ofSeconds(1L << Math.min(attempt - 2, 3));
    }

    private void pause(Duration wait) {
        for (long left = Math.max(1, wait.toSeconds()); left > 0; left--) {
            listener.retrying((int) left);
            try {
                retries.sleeper().sleep(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new Cancelled("interrupted while waiting to go on with an upload");
            }
        }
    }

    private FilePart part(long offset, long length) {
        return new FilePart(file, offset, length);
    }
}
