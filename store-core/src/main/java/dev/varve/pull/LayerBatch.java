package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.content.Ingest;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.index.LayerTable;
import dev.varve.layer.LayerSidecar;
import dev.varve.layer.LayerUnpacker;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.pull.PullPlan.Step;
import dev.varve.registry.RegistrySession;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.tar.MalformedLayerException;
import dev.varve.storage.tar.TarLimits;
import dev.varve.task.TaskGroup;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.ZipException;

/// The missing blobs and layers of one pull, from nothing to staged: downloads run in parallel, and
/// a layer is unpacked while its blob arrives. Nothing of it counts until [#commit] and the index's
/// transaction after it; closing the batch before throws the staged layers away and keeps the bytes
/// that were downloaded.
final class LayerBatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LayerBatch.class);

    private final PullPlan plan;
    private final StorageDriver driver;
    private final BlobStore blobs;
    private final PullLimits limits;
    private final PullProgress progress;
    private final TarLimits tarLimits;
    private final Map<Digest, Ingest> ingests = new HashMap<>();
    private final Map<ChainId, LayerKey> keys = new LinkedHashMap<>();
    private final Map<ChainId, Long> sizes = new ConcurrentHashMap<>();
    private boolean committed;

    LayerBatch(
            PullPlan plan,
            StorageDriver driver,
            BlobStore blobs,
            PullLimits limits,
            PullProgress progress,
            TarLimits tarLimits) {
        this.plan = plan;
        this.driver = driver;
        this.blobs = blobs;
        this.limits = limits;
        this.progress = progress;
        this.tarLimits = tarLimits;
    }

    /// Downloads and unpacks everything that the plan lacks.
    ///
    /// @param group for the work; it is closed when this returns
    void fill(RegistrySession registry, TaskGroup group) throws Exception {
        try {
            startDownloads(registry, group);
            if (driver.layersAreIndependent()) {
                unpackInParallel(group);
            } else {
                group.fork(this::unpackInOrder);
            }
            group.join();
        } finally {
            // No task may still write to an ingest when it is closed.
            group.close();
            closeIngests();
        }
    }

    /// The biggest come first, since the pull ends when the last layer is unpacked.
    private void startDownloads(RegistrySession registry, TaskGroup group) throws IOException {
        List<Descriptor> order = new ArrayList<>(plan.toFetch());
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

    private void unpackInParallel(TaskGroup group) throws IOException {
        Map<Step, ActiveLayer> active = new LinkedHashMap<>();
        for (Step step : plan.toUnpack()) {
            active.put(step, prepare(step));
        }
        active.entrySet().stream()
                .sorted(
                        Comparator.comparingLong((Map.Entry<Step, ActiveLayer> e) ->
                                        e.getKey().blob().size())
                                .reversed())
                .forEach(e -> group.fork(() -> unpack(e.getKey(), e.getValue())));
    }

    private void unpackInOrder() throws Exception {
        for (Step step : plan.toUnpack()) {
            unpack(step, prepare(step));
        }
    }

    private ActiveLayer prepare(Step step) throws IOException {
        LayerKey key = LayerKey.random();
        Optional<LayerKey> parent =
                step.parent()
                        .map(p -> Optional.ofNullable(keys.get(p)).or(() -> plan.keyOf(p)))
                        .map(found ->
                                found.orElseThrow(() ->
                                        new IllegalStateException(
                                                "no layer lies below " + step.chainId())));
        keys.put(step.chainId(), key);
        return driver.prepare(key, parent);
    }

    private void unpack(Step step, ActiveLayer layer) throws Exception {
        Ingest ingest = ingests.get(step.blob().digest());
        awaitStart(step, ingest);
        limits.unpacks().acquire();
        try (InputStream in = source(step, ingest)) {
            LayerUnpacker.unpack(
                    new UnpackProgress(in, step, ingest, progress),
                    layer,
                    step.diffId(),
                    tarLimits);
        } catch (IOException | Corrupt e) {
            throw reason(step, ingest, e);
        } finally {
            limits.unpacks().release();
        }
        sizes.put(step.chainId(), driver.usage(layer.key()).bytes());
        if (step.first()) {
            progress.layer(step.blob().digest(), LayerState.COMPLETE);
        }
    }

    /// A slot for unpacking is not taken before there is something to unpack.
    private static void awaitStart(Step step, @Nullable Ingest ingest) throws Exception {
        try {
            if (ingest != null) {
                ingest.awaitStart();
            }
        } catch (IOException e) {
            throw reason(step, ingest, e);
        }
    }

    /// Bytes that do not fit their digest often do not unpack either. What is wrong with the blob
    /// then comes before what is wrong with the layer, so this waits for the download's verdict.
    private static Exception reason(Step step, @Nullable Ingest ingest, Exception failure) {
        Optional<Throwable> transfer = ingest == null ? Optional.empty() : ingest.awaitOutcome();
        if (transfer.isPresent()) {
            return transfer.get() instanceof Exception e ? e : failure;
        }
        return switch (failure) {
            case MalformedLayerException e ->
                    new Corrupt("failed to register layer: " + e.getMessage(), e);
            case ZipException e -> new Corrupt("failed to register layer: " + e.getMessage(), e);
            case EOFException e -> new Corrupt("failed to register layer: " + e.getMessage(), e);
            case IOException e -> DiskFailures.of("register layer " + step.blob().digest(), e);
            default -> failure;
        };
    }

    private InputStream source(Step step, @Nullable Ingest ingest) throws IOException {
        return ingest == null
                ? Files.newInputStream(blobs.path(step.blob().digest()))
                : ingest.reader();
    }

    private Ingest ingestOf(Digest digest) {
        Ingest ingest = ingests.get(digest);
        if (ingest == null) {
            throw new IllegalStateException("no ingest of " + digest);
        }
        return ingest;
    }

    private void closeIngests() throws IOException {
        for (Ingest ingest : ingests.values()) {
            ingest.close();
        }
        ingests.clear();
    }

    /// Makes the unpacked layers durable under their final paths.
    ///
    /// @return their rows for the index
    List<LayerTable.Row> commit() throws IOException {
        List<CommittedLayer> layers = new ArrayList<>();
        List<LayerTable.Row> rows = new ArrayList<>();
        for (Step step : plan.toUnpack()) {
            LayerKey key = keys.get(step.chainId());
            Long size = sizes.get(step.chainId());
            if (key == null || size == null) {
                throw new IllegalStateException("layer " + step.chainId() + " was not unpacked");
            }
            LayerSidecar sidecar =
                    new LayerSidecar(
                            step.chainId(),
                            step.diffId(),
                            step.parent(),
                            size,
                            step.blob().digest());
            layers.add(new CommittedLayer(key, sidecar.toJson()));
            rows.add(
                    new LayerTable.Row(
                            step.chainId(),
                            driver.name(),
                            key,
                            step.diffId(),
                            step.parent(),
                            size));
        }
        if (!layers.isEmpty()) {
            driver.commit(layers);
        }
        return rows;
    }

    /// Call when the index names the layers.
    void keep() {
        committed = true;
    }

    @Override
    public void close() {
        if (committed || keys.isEmpty()) {
            return;
        }
        try {
            driver.remove(new ArrayList<>(keys.values()).reversed());
        } catch (IOException e) {
            log.warn("cannot remove the staged layers of a failed pull: {}", e.getMessage());
        }
    }
}
