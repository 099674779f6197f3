package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.NoSpace;
import dev.varve.gc.GarbageCollector;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.index.BlobTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.OciLayoutView;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.lease.Leases;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.pull.PullPlan.Step;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistryClient;
import dev.varve.registry.RegistrySession;
import dev.varve.registry.RemoteManifest;
import dev.varve.storage.StorageDriver;
import dev.varve.storage.tar.TarLimits;
import dev.varve.task.TaskGroup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// The conductor of a pull: lease, resolve, plan, fetch and unpack, commit, name. The name comes
/// last, and when the caller sees [PullEvent.Done] the image survives a power cut.
public final class ImagePuller {
    private final RegistryClient registries;
    private final StoreLayout layout;
    private final Index index;
    private final BlobStore blobs;
    private final StorageDriver driver;
    private final Leases leases;
    private final GarbageCollector collector;
    private final OciLayoutView view;
    private final Platform host;
    private final PullLimits limits;
    private final Executor executor;
    private final LayerClaims claims = new LayerClaims();
    private final Set<TaskGroup> running = ConcurrentHashMap.newKeySet();

    public ImagePuller(
            RegistryClient registries,
            StoreLayout layout,
            Index index,
            BlobStore blobs,
            StorageDriver driver,
            Leases leases,
            GarbageCollector collector,
            OciLayoutView view,
            Platform host,
            PullLimits limits,
            Executor executor) {
        this.registries = registries;
        this.layout = layout;
        this.index = index;
        this.blobs = blobs;
        this.driver = driver;
        this.leases = leases;
        this.collector = collector;
        this.view = view;
        this.host = host;
        this.limits = limits;
        this.executor = executor;
    }

    /// Makes every pull that runs fail soon, with what it has downloaded kept.
    public void cancelAll() {
        running.forEach(group -> group.fail(new Cancelled("the daemon is stopping")));
    }

    /// Pulls one image and gives it its name.
    public void pull(PullRequest request, Consumer<PullEvent> listener) {
        PullProgress progress = new PullProgress(listener);
        Reference reference = request.reference();
        Lease lease = leases.open();
        try {
            RegistrySession registry = registries.session(reference, request.credentials());
            RemoteManifest top = registry.resolve();
            progress.tell(new PullEvent.Started(reference.path(), reference));
            Platform wanted =
                    request.platform().map(p -> Platforms.withDefaults(p, host)).orElse(host);
            RemoteImage image = new ImageResolver(registry, blobs, index, wanted).resolve(top);
            warnAboutPlatform(request, wanted, image, progress);
            boolean newer = bringIn(image, registry, reference, lease, progress);
            progress.tell(new PullEvent.Done(reference, image.target().digest(), newer));
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("pull of " + reference.familiar() + " was interrupted");
        } catch (IOException e) {
            throw DiskFailures.of("pull " + reference.familiar(), e);
        } catch (Exception e) {
            throw new Failed("cannot pull " + reference.familiar() + ": " + e, e);
        } finally {
            List<Digest> heldBlobs = lease.blobs();
            List<ChainId> heldLayers = lease.layers();
            lease.close();
            collector.collect(heldBlobs, heldLayers.reversed());
        }
    }

    /// A single manifest is taken whatever its platform is, as docker does, but not without a word.
    private static void warnAboutPlatform(
            PullRequest request, Platform wanted, RemoteImage image, PullProgress progress) {
        Platform found = image.config().platform();
        if (request.platform().isPresent() && !Platforms.matches(wanted, found)) {
            progress.tell(
                    new PullEvent.Notice(
                            "WARNING: image with reference "
                                    + request.reference().familiar()
                                    + " was found but its platform ("
                                    + found
                                    + ") does not match the specified platform ("
                                    + wanted
                                    + ")"));
        }
    }

    private boolean bringIn(
            RemoteImage image,
            RegistrySession registry,
            Reference reference,
            Lease lease,
            PullProgress progress)
            throws Exception {
        PullPlan plan = claim(image, lease);
        try (LayerBatch batch =
                new LayerBatch(plan, driver, blobs, limits, progress, tarLimits())) {
            boolean known = index.read(t -> new ImageTable(t).contains(image.config().id()));
            if (!known || !plan.steps().stream().allMatch(Step::complete)) {
                requireRoom(plan, reference);
                announce(plan, progress);
                fill(batch, registry);
            }
            List<Descriptor> documents = ingestDocuments(image);
            List<LayerTable.Row> layers = batch.commit();
            boolean newer = index.write(t -> record(t, image, plan, documents, layers, reference));
            batch.keep();
            view.changed();
            return newer;
        } finally {
            claims.release(plan.chainsToUnpack());
        }
    }

    private void fill(LayerBatch batch, RegistrySession registry) throws Exception {
        TaskGroup group = new TaskGroup(executor);
        running.add(group);
        try {
            batch.fill(registry, group);
        } finally {
            running.remove(group);
        }
    }

    private PullPlan claim(RemoteImage image, Lease lease) {
        PullPlan plan;
        do {
            plan = index.write(t -> PullPlan.make(t, image, driver.name(), lease));
        } while (!claims.claimOrWait(plan.chainsToUnpack()));
        return plan;
    }

    private TarLimits tarLimits() throws IOException {
        return TarLimits.DEFAULT.withBytes(usableSpace());
    }

    private long usableSpace() throws IOException {
        return Files.getFileStore(layout.root()).getUsableSpace();
    }

    /// Refuses what cannot fit before the first byte is fetched.
    private void requireRoom(PullPlan plan, Reference reference) throws IOException {
        long needed = 0;
        for (Descriptor blob : plan.toFetch()) {
            needed += blob.size() - blobs.ingested(blob.digest());
        }
        long free = usableSpace();
        if (needed > free) {
            throw new NoSpace(
                    "cannot pull "
                            + reference.familiar()
                            + ": no space left on device: its compressed layers need "
                            + needed
                            + " bytes and "
                            + layout.root()
                            + " has "
                            + free
                            + " bytes free; free some (image prune) or enlarge the file system",
                    null);
        }
    }

    private static void announce(PullPlan plan, PullProgress progress) {
        for (Step step : plan.steps()) {
            if (step.first()) {
                progress.layer(
                        step.blob().digest(),
                        step.complete() ? LayerState.ALREADY_EXISTS : LayerState.PULLING);
            }
        }
    }

    private List<Descriptor> ingestDocuments(RemoteImage image) throws IOException {
        List<Descriptor> fresh = new ArrayList<>();
        for (Map.Entry<Descriptor, String> document : image.documents().entrySet()) {
            Descriptor descriptor = document.getKey();
            if (!index.read(t -> new BlobTable(t).contains(descriptor.digest()))) {
                blobs.ingestText(descriptor, document.getValue());
                fresh.add(descriptor);
            }
        }
        return fresh;
    }

    /// The one transaction that makes the image exist.
    ///
    /// @return whether the name meant something else before
    private boolean record(
            Transaction transaction,
            RemoteImage image,
            PullPlan plan,
            List<Descriptor> documents,
            List<LayerTable.Row> layers,
            Reference reference) {
        BlobTable blobTable = new BlobTable(transaction);
        List<Descriptor> arrived = new ArrayList<>(documents);
        arrived.addAll(plan.toFetch());
        try {
            blobs.publish(arrived);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        arrived.forEach(blobTable::add);
        image.edges().forEach(blobTable::link);
        LayerTable layerTable = new LayerTable(transaction);
        layers.forEach(layerTable::add);
        StoredImage stored = stored(image, plan, layers);
        new ImageTable(transaction).add(stored, image.manifestDescriptor().digest());
        return name(transaction, reference, stored.id(), image.target().digest());
    }

    private static StoredImage stored(
            RemoteImage image, PullPlan plan, List<LayerTable.Row> unpacked) {
        Map<ChainId, Long> sizes = new HashMap<>();
        plan.steps().forEach(s -> s.present().ifPresent(r -> sizes.put(r.chainId(), r.size())));
        unpacked.forEach(row -> sizes.put(row.chainId(), row.size()));
        List<ImageLayer> layers = new ArrayList<>();
        long size = 0;
        for (Step step : plan.steps()) {
            long own = sizes.getOrDefault(step.chainId(), 0L);
            layers.add(new ImageLayer(step.chainId(), step.diffId(), own));
            size += own;
        }
        ImageConfig config = image.config();
        return new StoredImage(
                config.id(),
                Optional.empty(),
                List.of(),
                config.created(),
                size,
                config.hasConfig(),
                config.labels(),
                config.platform(),
                layers,
                Optional.empty());
    }

    /// A pull by tag sets the digest reference too; a pull by digest sets only that.
    private static boolean name(
            Transaction transaction, Reference reference, Digest image, Digest target) {
        NameTable names = new NameTable(transaction);
        Reference byDigest = reference.nameOnly().withDigest(target);
        Reference shown = reference.digest().isPresent() ? byDigest : reference;
        Optional<Digest> before = names.find(shown).map(NameTable.Row::image);
        names.set(new NameTable.Row(byDigest, image, target));
        if (reference.digest().isEmpty()) {
            names.set(new NameTable.Row(reference, image, target));
        }
        return !before.equals(Optional.of(image));
    }
}
