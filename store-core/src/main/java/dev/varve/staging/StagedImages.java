package dev.varve.staging;

import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.error.StoreException.NotFound;
import dev.varve.index.BlobTable;
import dev.varve.index.DamageTable;
import dev.varve.index.ImageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.flush.FileSystemFlush;
import dev.varve.storage.tar.TarLimits;
import dev.varve.task.TaskGroup;
import dev.varve.text.ShownSize;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// One operation that brings images in: [#plan], then [#unpack] or [#adoptBase], then [#commit].
/// Until the commit nothing of it can be seen; closing it undoes what was not committed. For one
/// thread, but for [#isCancelled] and [#fail].
public final class StagedImages implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StagedImages.class);

    private final Staging staging;
    private final TaskGroup group;
    private final Lease lease;
    private final FileSystemFlush disk;
    private @Nullable LayerPlan plan;
    private @Nullable LayerBatch batch;
    private @Nullable LayerKey base;

    /// Puts blobs that have arrived to their final place. Runs inside the index's transaction.
    @FunctionalInterface
    public interface Publishing {
        /// @param moved is told each blob that was moved and where it was
        void run(Map<Digest, Path> moved) throws IOException;
    }

    /// Does something useful while another operation unpacks what this one lacks, too.
    @FunctionalInterface
    public interface Meanwhile {
        /// @param plan of what is missing now
        /// @return called when the wait is over
        Runnable begin(LayerPlan plan) throws Exception;
    }

    StagedImages(Staging staging, TaskGroup group) throws IOException {
        this.staging = staging;
        this.disk = staging.blobs.openFlush();
        this.group = group;
        this.lease = staging.leases.open();
    }

    /// Whether the daemon asks everything to end.
    public boolean isCancelled() {
        return group.hasFailed();
    }

    /// A blob that the store has and that is not known to be damaged; it stays until this operation
    /// ends.
    public Optional<Descriptor> holdBlob(Digest digest) {
        lease.hold(digest);
        return staging.index.write(t -> new BlobTable(t).find(digest).filter(b -> isSound(t, b)));
    }

    private boolean isSound(Transaction transaction, Descriptor blob) {
        return staging.blobs.isWhole(blob)
                && !new DamageTable(transaction).isDamaged(blob.digest());
    }

    /// Does work that may block on foreign calls, and waits for it.
    public void work(TaskGroup.Task task) throws Exception {
        group.fork(task);
        try {
            group.join();
        } catch (NoSpace e) {
            throw withFigures(e);
        }
    }

    /// Finds out what the store lacks of some images, holds the rest, and waits while another
    /// operation unpacks a layer that is missing.
    ///
    /// @param images may look into the store; is called again after each wait
    public LayerPlan plan(Function<Transaction, List<KnownImage>> images) throws Exception {
        return plan(images, Trust.INDEX, planned -> () -> {});
    }

    /// As [#plan(Function)], and not idle while it waits. For who can bring every blob: one that
    /// the index names and whose file is gone, has been cut or is known to be damaged counts as
    /// missing, and is replaced; so are the damaged layers.
    public LayerPlan planToBringAll(
            Function<Transaction, List<KnownImage>> images, Meanwhile meanwhile) throws Exception {
        return plan(images, Trust.NOTHING_DAMAGED, meanwhile);
    }

    /// As [#plan(Function)], but damaged layers count as missing, and are replaced.
    LayerPlan planToMendLayers(Function<Transaction, List<KnownImage>> images) throws Exception {
        return plan(images, Trust.BLOBS, planned -> () -> {});
    }

    /// What counts as there when the index names it.
    private enum Trust {
        INDEX,
        BLOBS,
        NOTHING_DAMAGED
    }

    private LayerPlan plan(
            Function<Transaction, List<KnownImage>> images, Trust whole, Meanwhile meanwhile)
            throws Exception {
        LayerPlan made = make(images, whole);
        while (!staging.claims.claim(made.chainsToUnpack())) {
            Runnable end = meanwhile.begin(made);
            try {
                staging.claims.awaitFree(made.chainsToUnpack(), group::hasFailed);
            } finally {
                end.run();
            }
            if (group.hasFailed()) {
                group.join();
            }
            made = make(images, whole);
        }
        plan = made;
        batch = new LayerBatch(made, staging.driver, staging.slots, staging.tarLimits());
        return made;
    }

    private LayerPlan make(Function<Transaction, List<KnownImage>> images, Trust trust) {
        return staging.index.write(t ->
                LayerPlan.make(
                        t,
                        images.apply(t),
                        staging.driver.name(),
                        lease,
                        blob -> trust != Trust.NOTHING_DAMAGED || isSound(t, blob),
                        trust == Trust.INDEX
                                ? Set.of()
                                : DamagedLayers.replaceable(t, staging.driver)));
    }

    /// Makes the operation fail soon, from whatever thread.
    public void fail(Throwable cause) {
        group.fail(cause);
    }

    /// Unpacks what the plan lacks, while it arrives.
    public void unpack(LayerFeed feed) throws Exception {
        try (feed) {
            try {
                feed.start(group);
                required(batch).unpack(feed, group);
            } finally {
                // No task may still use the feed when it is closed.
                group.close();
            }
        } catch (IOException e) {
            throw full(e);
        } catch (NoSpace e) {
            throw withFigures(e);
        }
    }

    private NoSpace withFigures(NoSpace failure) {
        long bytes =
                plan == null
                        ? 0
                        : plan.toUnpack().stream().mapToLong(s -> s.blob().size() / 10 * 9).sum();
        return DiskFailures.withFigures(
                failure,
                staging.layout,
                bytes == 0
                        ? "it wrote what it could"
                        : "to unpack its layers it needs at least " + ShownSize.of(bytes));
    }

    /// A place to unpack a base layer to whose diffID is not known yet.
    public ActiveLayer prepareBase() throws IOException {
        LayerKey key = LayerKey.random();
        base = key;
        try {
            return staging.driver.prepare(key, Optional.empty());
        } catch (IOException e) {
            throw full(e);
        }
    }

    /// Takes the layer from [#prepareBase] as the one that the plan lacks; when it lacks none, the
    /// store has that layer already.
    public void adoptBase(ChainId chainId) throws IOException {
        LayerKey key = required(base);
        if (required(plan).chainsToUnpack().contains(chainId)) {
            required(batch).adopt(chainId, key, staging.driver.usage(key).bytes());
            base = null;
        }
    }

    public TarLimits tarLimits() throws IOException {
        return staging.tarLimits();
    }

    /// For the naming of [#commit].
    public void setName(Transaction transaction, NameTable.Row row) {
        staging.collector.setName(transaction, row);
    }

    /// Makes everything durable, then the images exist, with the names that `naming` gives them, or
    /// nothing happened. Only now may success be told.
    ///
    /// @param publishing brings the blobs that the plan lacks to their place
    public <T> T commit(Publishing publishing, Function<Transaction, T> naming) throws IOException {
        LayerPlan planned = required(plan);
        LayerBatch layers = required(batch);
        List<Descriptor> documents;
        List<LayerTable.Row> rows;
        try {
            documents = ingestDocuments(planned);
            rows = layers.commit();
            layers.replace(staging.index);
            if (!documents.isEmpty() || !planned.missing().isEmpty()) {
                disk.flush();
            }
        } catch (IOException e) {
            throw full(e);
        } catch (NoSpace e) {
            throw withFigures(e);
        }
        Map<Digest, Path> moved = new HashMap<>();
        boolean done = false;
        T result;
        try {
            result =
                    staging.index.write(transaction -> {
                        publish(planned, documents, publishing, moved);
                        record(transaction, planned, documents, rows);
                        return naming.apply(transaction);
                    });
            done = true;
        } catch (UncheckedIOException e) {
            throw full(e.getCause());
        } catch (NoSpace e) {
            throw withFigures(e);
        } finally {
            if (!done) {
                takeBack(moved);
            }
        }
        layers.keep();
        staging.view.changed();
        return result;
    }

    private NoSpace full(IOException e) throws IOException {
        if (DiskFailures.of("store the image", e) instanceof NoSpace full) {
            return withFigures(full);
        }
        throw e;
    }

    /// Makes layers durable that were unpacked for an image that the store has, or, when that has
    /// gone meanwhile, nothing.
    void commitLayers(Digest image) throws IOException {
        LayerBatch layers = required(batch);
        List<LayerTable.Row> rows = layers.commit();
        layers.replace(staging.index);
        staging.index.write(transaction -> {
            if (!new ImageTable(transaction).contains(image)) {
                throw new NotFound("No such image: " + image);
            }
            rows.forEach(row -> record(transaction, row));
            return true;
        });
        layers.keep();
    }

    private void publish(
            LayerPlan planned,
            List<Descriptor> documents,
            Publishing publishing,
            Map<Digest, Path> moved) {
        try {
            staging.blobs.publish(documents, moved);
            publishing.run(moved);
            staging.blobs.flushNames(
                    Stream.concat(documents.stream(), planned.missing().stream())
                            .map(Descriptor::digest)
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Blobs that the index got no rows of go back to where they were. Those for which that fails,
    /// too, are deleted by the next start.
    private void takeBack(Map<Digest, Path> moved) {
        try {
            staging.index.writeToFree(transaction -> {
                moved.forEach((digest, from) -> takeBack(transaction, digest, from));
                return true;
            });
        } catch (UncheckedIOException | StoreException e) {
            log.warn("blobs that no image has stay until the next start: {}", e.getMessage());
        }
    }

    private void takeBack(Transaction transaction, Digest digest, Path from) {
        try {
            if (!new BlobTable(transaction).contains(digest)) {
                staging.blobs.takeBack(digest, from);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Descriptor> ingestDocuments(LayerPlan planned) throws IOException {
        Map<Descriptor, String> documents = new HashMap<>();
        planned.images().forEach(image -> documents.putAll(image.documents()));
        List<Descriptor> fresh = new ArrayList<>();
        for (Map.Entry<Descriptor, String> document : documents.entrySet()) {
            Descriptor descriptor = document.getKey();
            if (!isSound(descriptor)) {
                staging.blobs.ingestText(descriptor, document.getValue());
                fresh.add(descriptor);
            }
        }
        return fresh;
    }

    private boolean isSound(Descriptor document) {
        return staging.index.read(t -> new BlobTable(t).contains(document.digest()))
                && staging.blobs.findText(document.digest()).isPresent();
    }

    private static void record(
            Transaction transaction,
            LayerPlan plan,
            List<Descriptor> documents,
            List<LayerTable.Row> layers) {
        BlobTable blobTable = new BlobTable(transaction);
        DamageTable damage = new DamageTable(transaction);
        for (Descriptor blob :
                Stream.concat(documents.stream(), plan.missing().stream()).toList()) {
            blobTable.add(blob);
            damage.clear(blob.digest());
        }
        layers.forEach(row -> record(transaction, row));
        Map<ChainId, Long> sizes = new HashMap<>();
        plan.steps().forEach(s -> s.present().ifPresent(r -> sizes.put(r.chainId(), r.size())));
        layers.forEach(row -> sizes.put(row.chainId(), row.size()));
        ImageTable images = new ImageTable(transaction);
        for (KnownImage image : plan.images()) {
            image.edges().forEach(blobTable::link);
            images.add(image.stored(sizes), image.manifestDescriptor().digest());
        }
    }

    /// A layer that has replaced a damaged one has its row already.
    private static void record(Transaction transaction, LayerTable.Row row) {
        LayerTable layers = new LayerTable(transaction);
        if (layers.find(row.chainId(), row.driver()).isEmpty()) {
            layers.add(row);
        }
        new DamageTable(transaction).clear(row.chainId(), row.driver());
    }

    private static <T> T required(@Nullable T planned) {
        if (planned == null) {
            throw new IllegalStateException("nothing is planned yet");
        }
        return planned;
    }

    private void removeBase(LayerKey key) {
        try {
            staging.driver.remove(List.of(key));
        } catch (IOException e) {
            log.warn("cannot remove a staged layer: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        group.close();
        staging.ended(group);
        disk.close();
        if (batch != null) {
            batch.close();
        }
        if (base != null) {
            removeBase(base);
        }
        if (plan != null) {
            staging.claims.release(plan.chainsToUnpack());
        }
        List<Digest> heldBlobs = lease.blobs();
        List<ChainId> heldLayers = lease.layers();
        lease.close();
        staging.collector.collect(heldBlobs, heldLayers.reversed());
    }
}
