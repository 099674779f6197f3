package dev.varve.staging;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.layer.LayerSidecar;
import dev.varve.layer.LayerUnpacker;
import dev.varve.oci.ChainId;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.CommittedLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.tar.AppliedLayer;
import dev.varve.storage.tar.TarLimits;
import dev.varve.task.TaskGroup;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/// The layers of a plan that are missing, from compressed bytes to staged. Nothing of it counts
/// until [#commit] and the index's transaction after it; closing the batch before throws the staged
/// layers away.
final class LayerBatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(LayerBatch.class);

    private static final int BUFFER = 1 << 16;

    /// Compressed. Less would mean more commits of the file system's journal.
    private static final long WRITTEN_AT_ONCE = 16 << 20;

    private final LayerPlan plan;
    private final StorageDriver driver;
    private final Semaphore slots;
    private final TarLimits tarLimits;
    private final Map<ChainId, LayerKey> keys = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<ChainId, Long> sizes = new ConcurrentHashMap<>();
    private final List<LayerKey> replaced = new ArrayList<>();
    private boolean committed;

    /// @param slots how many layers are unpacked at once, over all operations
    LayerBatch(LayerPlan plan, StorageDriver driver, Semaphore slots, TarLimits tarLimits) {
        this.plan = plan;
        this.driver = driver;
        this.slots = slots;
        this.tarLimits = tarLimits;
    }

    /// Unpacks every layer that the plan lacks, and checks those that need no unpacking.
    void unpack(LayerFeed feed, TaskGroup group) throws Exception {
        WriteBehind behind = new WriteBehind(driver::writeBack, group, WRITTEN_AT_ONCE);
        for (Step step : plan.unproven()) {
            group.fork(() -> prove(step, feed));
        }
        if (driver.layersAreIndependent()) {
            unpackInParallel(feed, behind, group);
        } else {
            group.fork(() -> unpackInOrder(feed, behind));
        }
        group.join();
    }

    /// Takes a layer that was unpacked before its chainID was known.
    void adopt(ChainId chainId, LayerKey key, long size) {
        keys.put(chainId, key);
        sizes.put(chainId, size);
    }

    private void unpackInParallel(LayerFeed feed, WriteBehind behind, TaskGroup group)
            throws IOException {
        Map<Step, ActiveLayer> active = new LinkedHashMap<>();
        for (Step step : plan.toUnpack()) {
            active.put(step, prepare(step));
        }
        active.entrySet().stream()
                .sorted(
                        Comparator.comparingLong((Map.Entry<Step, ActiveLayer> e) ->
                                        e.getKey().blob().size())
                                .reversed())
                .forEach(e -> group.fork(() -> unpack(e.getKey(), e.getValue(), feed, behind)));
    }

    private void unpackInOrder(LayerFeed feed, WriteBehind behind) throws Exception {
        for (Step step : plan.toUnpack()) {
            unpack(step, prepare(step), feed, behind);
        }
    }

    private ActiveLayer prepare(Step step) throws IOException {
        LayerKey key = LayerKey.random();
        Optional<LayerKey> parent = parent(step);
        keys.put(step.chainId(), key);
        return driver.prepare(key, parent);
    }

    private Optional<LayerKey> parent(Step step) {
        return step.parent()
                .map(p -> Optional.ofNullable(keys.get(p)).or(() -> plan.keyOf(p)))
                .map(found ->
                        found.orElseThrow(() ->
                                new IllegalStateException(
                                        "no layer lies below " + step.chainId())));
    }

    private void prove(Step step, LayerFeed feed) throws Exception {
        boolean proven = false;
        while (!proven) {
            proven = tryToProve(step, feed);
        }
        feed.unpacked(step);
    }

    /// @return false when what was read has been thrown away
    private boolean tryToProve(Step step, LayerFeed feed) throws Exception {
        int restarts = feed.restarts(step);
        try (InputStream in = feed.open(step)) {
            slots.acquire();
            try {
                LayerUnpacker.verify(in, step.diffId());
                return true;
            } finally {
                slots.release();
            }
        } catch (IOException | Corrupt e) {
            return againOrThrow(step, feed, e, restarts);
        }
    }

    private void unpack(Step step, ActiveLayer first, LayerFeed feed, WriteBehind behind)
            throws Exception {
        ActiveLayer layer = first;
        while (!tryToUnpack(step, layer, feed, behind)) {
            layer = driver.prepareAgain(layer.key(), parent(step));
        }
        feed.unpacked(step);
    }

    /// @return false when what was read has been thrown away
    private boolean tryToUnpack(Step step, ActiveLayer layer, LayerFeed feed, WriteBehind behind)
            throws Exception {
        int restarts = feed.restarts(step);
        // A slot is not taken before there is something to unpack.
        try (InputStream in = feed.open(step)) {
            slots.acquire();
            try {
                AppliedLayer unpacked =
                        LayerUnpacker.unpack(
                                new BufferedInputStream(
                                        new CountingStream(
                                                in,
                                                (bytes, sum) -> {
                                                    feed.unpacking(step, sum);
                                                    behind.unpacked(bytes);
                                                }),
                                        BUFFER),
                                layer,
                                step.diffId(),
                                tarLimits);
                sizes.put(step.chainId(), size(layer.key(), unpacked));
                return true;
            } finally {
                slots.release();
            }
        } catch (IOException | Corrupt e) {
            return againOrThrow(step, feed, e, restarts);
        }
    }

    /// What the layer's entries hold. Where one replaced another, a driver that keeps what a layer
    /// changes measures it, as dockerd's do; a driver that keeps whole trees does not.
    private long size(LayerKey key, AppliedLayer unpacked) throws IOException {
        return driver.layersAreIndependent() && unpacked.replaces()
                ? driver.usage(key).bytes()
                : unpacked.bytes() + unpacked.linkBytes();
    }

    /// Bytes that do not fit their digest often do not unpack either. What is wrong with the blob
    /// then comes before what is wrong with the layer, so this waits for the blob's verdict. When
    /// right bytes have come after wrong ones, they are to be read.
    ///
    /// @param restarts of the bytes that were read
    private static boolean againOrThrow(Step step, LayerFeed feed, Exception failure, int restarts)
            throws Exception {
        Optional<Throwable> transfer = feed.failure(step);
        if (transfer.isPresent()) {
            throw transfer.get() instanceof Exception e ? e : failure;
        }
        if (feed.restarts(step) == restarts) {
            throw LayerFailures.of(step.blob().digest(), failure);
        }
        return false;
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

    /// Gives what is committed to layers that the index names already: the damaged ones that were
    /// planned to be replaced. Call after [#commit] and before the index's transaction.
    void replace(Index index) throws IOException {
        for (Step step : plan.toUnpack()) {
            Optional<LayerKey> damaged = keyIn(index, step.chainId());
            LayerKey fresh = keys.get(step.chainId());
            if (damaged.isPresent() && fresh != null) {
                Optional<LayerKey> parent = step.parent().flatMap(p -> keyIn(index, p));
                replaced.add(fresh);
                driver.replace(damaged.get(), parent, fresh);
            }
        }
    }

    private Optional<LayerKey> keyIn(Index index, ChainId chain) {
        return index.read(t -> new LayerTable(t).find(chain, driver.name()))
                .map(LayerTable.Row::key);
    }

    /// Call when the index names the layers.
    void keep() {
        committed = true;
    }

    @Override
    public void close() {
        List<LayerKey> left = new ArrayList<>(committed ? replaced : keys.values());
        if (left.isEmpty()) {
            return;
        }
        try {
            driver.remove(left.reversed());
        } catch (IOException e) {
            log.warn("cannot remove the staged layers of a failed operation: {}", e.getMessage());
        }
    }
}
