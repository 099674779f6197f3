package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.content.Ingest;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.registry.RegistrySession;
import dev.varve.staging.LayerFeed;
import dev.varve.staging.LayerPlan;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.task.TaskGroup;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The missing blobs of one pull: they are downloaded in parallel, and a layer can be read while
/// its blob arrives. What was downloaded stays when the pull fails.
final class LayerDownloads implements LayerFeed {
    private final LayerPlan plan;
    private final RegistrySession registry;
    private final BlobStore blobs;
    private final PullLimits limits;
    private final PullProgress progress;
    private final Map<Digest, Ingest> ingests = new HashMap<>();

    LayerDownloads(
            LayerPlan plan,
            RegistrySession registry,
            BlobStore blobs,
            PullLimits limits,
            PullProgress progress) {
        this.plan = plan;
        this.registry = registry;
        this.blobs = blobs;
        this.limits = limits;
        this.progress = progress;
    }

    /// The biggest come first, since the pull ends when the last layer is unpacked.
    @Override
    public void start(TaskGroup group) throws IOException {
        List<Descriptor> order = new ArrayList<>(plan.missing());
        order.sort(Comparator.comparing(Descriptor::digest));
        for (Descriptor blob : order) {
            ingests.put(blob.digest(), blobs.ingest(blob));
        }
        order.sort(Comparator.comparingLong(Descriptor::size).reversed());
        for (Descriptor blob : order) {
            Ingest ingest = ingestOf(blob.digest());
            group.fork(() -> {
                try {
                    new BlobDownload(registry, limits, progress, ingest).run();
                } catch (Throwable e) {
                    ingest.fail(e);
                    throw e;
                }
            });
        }
    }

    @Override
    public InputStream open(Step step) throws IOException {
        @Nullable Ingest ingest = ingests.get(step.blob().digest());
        if (ingest == null) {
            return Files.newInputStream(blobs.path(step.blob().digest()));
        }
        ingest.awaitStart();
        return ingest.reader();
    }

    @Override
    public Optional<Throwable> failure(Step step) {
        @Nullable Ingest ingest = ingests.get(step.blob().digest());
        return ingest == null ? Optional.empty() : ingest.awaitOutcome();
    }

    /// Told once the blob's download no longer has anything to tell.
    @Override
    public void unpacking(Step step, long bytes) {
        @Nullable Ingest ingest = ingests.get(step.blob().digest());
        if (step.first() && (ingest == null || ingest.isComplete())) {
            progress.layer(step.blob().digest(), LayerState.EXTRACTING, bytes, step.blob().size());
        }
    }

    @Override
    public void unpacked(Step step) {
        if (step.first()) {
            progress.layer(step.blob().digest(), LayerState.COMPLETE);
        }
    }

    private Ingest ingestOf(Digest digest) {
        Ingest ingest = ingests.get(digest);
        if (ingest == null) {
            throw new IllegalStateException("no ingest of " + digest);
        }
        return ingest;
    }

    @Override
    public void close() throws IOException {
        for (Ingest ingest : ingests.values()) {
            ingest.close();
        }
    }
}
