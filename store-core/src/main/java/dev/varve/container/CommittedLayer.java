package dev.varve.container;

import dev.varve.content.BlobStore;
import dev.varve.content.Spool;
import dev.varve.content.SpooledBlob;
import dev.varve.oci.Digest;
import dev.varve.staging.LayerFeed;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/// What a container changed, as a layer blob in gzip that lies in the spool. Both digests are taken
/// while it is written. Then it feeds the unpacking of the new layer, which so is what the blob
/// says, whatever the container does meanwhile.
///
/// @param diffId digest of the uncompressed layer
/// @param blob flushed
record CommittedLayer(Digest diffId, SpooledBlob blob, BlobStore blobs) implements LayerFeed {
    private static final int BUFFER = 1 << 16;
    private static final Digest NOTHING = Digest.sha256(new byte[1024]);

    static CommittedLayer write(StorageDriver driver, LayerKey key, Spool spool, BlobStore blobs)
            throws IOException {
        MessageDigest hash = Digest.newSha256();
        try (Spool.Sink sink = spool.sink()) {
            try (OutputStream tar =
                    new DigestOutputStream(new GZIPOutputStream(sink, BUFFER), hash)) {
                driver.writeDiff(key, tar);
            }
            SpooledBlob blob = sink.finish();
            blob.flush();
            return new CommittedLayer(Digest.of("sha256", hash.digest()), blob, blobs);
        }
    }

    /// Whether the container changed nothing: an archive without entries.
    boolean isEmpty() {
        return diffId.equals(NOTHING);
    }

    @Override
    public void start(TaskGroup group) {}

    @Override
    public InputStream open(Step step) throws IOException {
        Digest digest = step.blob().digest();
        return Files.newInputStream(
                digest.equals(blob.digest()) ? blob.file() : blobs.path(digest));
    }

    @Override
    public Optional<Throwable> failure(Step step) {
        return Optional.empty();
    }

    @Override
    public void unpacking(Step step, long bytes) {}

    @Override
    public void unpacked(Step step) {}

    @Override
    public void close() {}
}
