package dev.varve.staging;

import dev.varve.content.BlobStore;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Compressed layers that lie in the store.
record KeptLayers(BlobStore blobs) implements LayerFeed {
    @Override
    public void start(TaskGroup group) {}

    @Override
    public InputStream open(Step step) throws IOException {
        Digest digest = step.blob().digest();
        try {
            return Files.newInputStream(blobs.path(digest));
        } catch (NoSuchFileException e) {
            throw new Corrupt("the file of its compressed layer " + digest + " is missing", e);
        }
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
