package dev.varve.archive;

import dev.varve.content.BlobStore;
import dev.varve.content.SpooledBlob;
import dev.varve.oci.Digest;
import dev.varve.staging.LayerFeed;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Layers that lie in the spool, verified already; while they are unpacked, their blobs are made
/// durable.
final class ArchiveLayers implements LayerFeed {
    private final Map<Digest, SpooledBlob> spooled;
    private final BlobStore blobs;
    private final Consumer<LoadEvent> listener;

    /// @param spooled what will be published
    ArchiveLayers(Map<Digest, SpooledBlob> spooled, BlobStore blobs, Consumer<LoadEvent> listener) {
        this.spooled = spooled;
        this.blobs = blobs;
        this.listener = listener;
    }

    @Override
    public void start(TaskGroup group) {
        spooled.values().forEach(blob -> group.fork(blob::flush));
    }

    @Override
    public InputStream open(Step step) throws IOException {
        SpooledBlob blob = spooled.get(step.blob().digest());
        return Files.newInputStream(blob == null ? blobs.path(step.blob().digest()) : blob.file());
    }

    @Override
    public Optional<Throwable> failure(Step step) {
        return Optional.empty();
    }

    @Override
    public synchronized void unpacking(Step step, long bytes) {
        listener.accept(new LoadEvent.Layer(step.diffId(), bytes, step.blob().size()));
    }

    @Override
    public void unpacked(Step step) {}

    @Override
    public void close() {}
}
