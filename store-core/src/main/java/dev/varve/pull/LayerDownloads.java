package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.pull.LayerNews.Subscription;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.pull.Transfers.Interest;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// The missing blobs of one pull: they are downloaded in parallel, and a layer can be read while
/// its blob arrives. What was downloaded stays when the pull fails.
final class LayerDownloads implements LayerFeed {
    private final Transfers transfers;
    private final BlobSource source;
    private final BlobStore blobs;
    private final LayerNews news;
    private final PullProgress progress;
    private final Consumer<Throwable> onFailure;
    private final Map<Digest, Interest> interests = new ConcurrentHashMap<>();

    /// @param onFailure ends the pull
    LayerDownloads(
            Transfers transfers,
            BlobSource source,
            BlobStore blobs,
            LayerNews news,
            PullProgress progress,
            Consumer<Throwable> onFailure) {
        this.transfers = transfers;
        this.source = source;
        this.blobs = blobs;
        this.news = news;
        this.progress = progress;
        this.onFailure = onFailure;
    }

    /// Starts or joins the transfer of everything that is missing. The biggest come first, since
    /// the pull ends when the last layer is unpacked.
    void begin(LayerPlan plan) {
        List<Descriptor> order = new ArrayList<>(plan.missing());
        order.sort(Comparator.comparingLong(Descriptor::size).reversed());
        for (Descriptor blob : order) {
            interests.computeIfAbsent(
                    blob.digest(),
                    digest ->
                            transfers.join(
                                    blob,
                                    source,
                                    event -> progress.follow(event, onFailure),
                                    onFailure));
        }
    }

    /// Tells this pull's client what another pull does with the layers that both need, and goes on
    /// downloading.
    ///
    /// @return what to run when the other pull has ended
    Runnable follow(LayerPlan plan) {
        begin(plan);
        List<Subscription> subscriptions = new ArrayList<>();
        for (Step step : plan.toUnpack()) {
            if (step.first()) {
                subscriptions.add(
                        news.subscribe(
                                step.chainId(),
                                event -> progress.follow(ofOwnBlob(step, event), onFailure)));
            }
        }
        return () -> subscriptions.forEach(Subscription::close);
    }

    /// The other image may have the same layer in another compression.
    private static PullEvent ofOwnBlob(Step step, PullEvent event) {
        return event instanceof PullEvent.Layer(_, var state, var current, var total)
                ? new PullEvent.Layer(step.blob().digest(), state, current, total)
                : event;
    }

    @Override
    public void start(TaskGroup group) {
        for (Interest interest : interests.values()) {
            group.fork(() -> requireGood(interest));
        }
    }

    private static void requireGood(Interest interest) throws Exception {
        Optional<Throwable> failure = interest.await();
        if (failure.isPresent()) {
            throw failure.get() instanceof Exception e
                    ? e
                    : new IllegalStateException(failure.get());
        }
    }

    @Override
    public InputStream open(Step step) throws IOException {
        @Nullable Interest interest = interests.get(step.blob().digest());
        return interest == null
                ? Files.newInputStream(blobs.path(step.blob().digest()))
                : interest.open();
    }

    @Override
    public int restarts(Step step) throws InterruptedException {
        @Nullable Interest interest = interests.get(step.blob().digest());
        return interest == null ? 0 : interest.restarts();
    }

    @Override
    public Optional<Throwable> failure(Step step) {
        @Nullable Interest interest = interests.get(step.blob().digest());
        try {
            return interest == null ? Optional.empty() : interest.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(e);
        }
    }

    /// Told once the blob's download no longer has anything to tell.
    @Override
    public void unpacking(Step step, long bytes) {
        @Nullable Interest interest = interests.get(step.blob().digest());
        if (step.first() && (interest == null || interest.isComplete())) {
            tell(step, LayerState.EXTRACTING, bytes, step.blob().size());
        }
    }

    @Override
    public void unpacked(Step step) {
        if (step.first()) {
            tell(step, LayerState.COMPLETE, 0, 0);
        }
    }

    private void tell(Step step, LayerState state, long current, long total) {
        PullEvent.Layer event = new PullEvent.Layer(step.blob().digest(), state, current, total);
        news.publish(step.chainId(), event);
        progress.layer(step.blob().digest(), state, current, total);
    }

    /// Does not leave the transfers: as long as the index does not name the blobs, who else wants
    /// them has to find them here.
    @Override
    public void close() {}

    /// Leaves the transfers. Call when the pull has ended, well or not.
    void leave() {
        interests.values().forEach(Interest::close);
        interests.clear();
    }
}
