package dev.varve.pull;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.event.ImageEvents;
import dev.varve.index.BlobTable;
import dev.varve.index.DamageTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.MediaTypes;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.pull.PullEvent.LayerState;
import dev.varve.reference.Reference;
import dev.varve.registry.RegistryClient;
import dev.varve.registry.RegistrySession;
import dev.varve.registry.RegistrySession.KnownDocument;
import dev.varve.registry.RemoteManifest;
import dev.varve.staging.KnownImage;
import dev.varve.staging.LayerPlan;
import dev.varve.staging.LayerPlan.Step;
import dev.varve.staging.StagedImages;
import dev.varve.staging.Staging;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The conductor of a pull: resolve, plan, fetch and unpack, commit, name. The name comes last, and
/// when the caller sees [PullEvent.Done] the image survives a power cut.
public final class ImagePuller {
    private static final Logger log = LoggerFactory.getLogger(ImagePuller.class);

    private final RegistryClient registries;
    private final PullRoom room;
    private final Index index;
    private final BlobStore blobs;
    private final Staging staging;
    private final ImageEvents events;
    private final Platform host;
    private final DocumentLimits limits;
    private final LayerNews news = new LayerNews();
    private final Transfers transfers;

    public ImagePuller(
            RegistryClient registries,
            StoreLayout layout,
            Index index,
            BlobStore blobs,
            Staging staging,
            ImageEvents events,
            Platform host,
            DownloadSettings downloads,
            DocumentLimits limits) {
        this.registries = registries;
        this.room = new PullRoom(layout, blobs);
        this.index = index;
        this.blobs = blobs;
        this.staging = staging;
        this.events = events;
        this.host = host;
        this.limits = limits;
        this.transfers =
                new Transfers(
                        blobs,
                        PullLimits.of(downloads),
                        news,
                        blob ->
                                index.read(t ->
                                                new DamageTable(t).isDamaged(blob)
                                                        ? Optional.<Descriptor>empty()
                                                        : new BlobTable(t).find(blob))
                                        .filter(blobs::isWhole)
                                        .isPresent());
    }

    /// Pulls one image and gives it its name, or all tags of a repository, one after the other.
    public void pull(PullRequest request, Consumer<PullEvent> listener) {
        Reference reference = request.reference();
        if (reference.isNameOnly()) {
            pullAll(request, listener);
            return;
        }
        Pulled pulled = pullOne(request, new PullProgress(listener), Naming.GIVEN);
        events.publish(events.ofReference("pull", reference, pulled.labels()));
        listener.accept(new PullEvent.Done(reference, pulled.digest(), pulled.newer()));
        pulled.warning().ifPresent(listener);
    }

    /// Replaces what of an image is missing or known to be damaged. Names stay as they are.
    ///
    /// @param request by digest
    public void fetchAgain(PullRequest request) {
        pullOne(request, new PullProgress(event -> {}), Naming.NONE);
    }

    /// Whether a pull gives the image its name.
    private enum Naming {
        NONE,
        GIVEN
    }

    private void pullAll(PullRequest request, Consumer<PullEvent> listener) {
        Reference repository = request.reference();
        boolean newer = false;
        Map<String, String> labels = Map.of();
        for (String tag : registries.session(repository, request.credentials()).tags()) {
            Reference one = repository.withTag(tag);
            Pulled pulled =
                    pullOne(
                            new PullRequest(one, request.platform(), request.credentials()),
                            new PullProgress(listener),
                            Naming.GIVEN);
            listener.accept(new PullEvent.OneDone(one, pulled.digest()));
            pulled.warning().ifPresent(listener);
            newer |= pulled.newer();
            labels = tag.equals(Reference.DEFAULT_TAG) ? pulled.labels() : labels;
        }
        events.publish(events.ofReference("pull", repository, labels));
        listener.accept(new PullEvent.AllDone(repository, newer));
    }

    /// @param digest of the manifest, or of the index when there was one
    /// @param newer whether the name meant another image before
    private record Pulled(
            Digest digest,
            Map<String, String> labels,
            boolean newer,
            Optional<PullEvent.Notice> warning) {}

    private Pulled pullOne(PullRequest request, PullProgress progress, Naming naming) {
        Reference reference = request.reference();
        try (StagedImages staged = staging.open()) {
            RegistrySession registry = registries.session(reference, request.credentials());
            PinnedTag tag = PinnedTag.look(request, registries);
            RemoteManifest top =
                    tag.found().orElseGet(() -> registry.resolve(this::storedDocument));
            progress.tell(new PullEvent.Started(reference.path(), reference));
            tellRateLimit(registry, reference, progress);
            tag.warning().ifPresent(progress::tell);
            Platform wanted =
                    request.platform().map(p -> Platforms.withDefaults(p, host)).orElse(host);
            Platform shown = request.platform().isPresent() ? wanted : Platforms.anyLevel(host);
            KnownImage image =
                    new ImageResolver(registry, blobs, index, wanted, shown, limits).resolve(top);
            BlobSource source =
                    new BlobSource(reference.nameOnly(), request.credentials(), registry);
            boolean newer = bringIn(image, source, reference, tag.kept(), staged, progress, naming);
            return new Pulled(
                    image.target().digest(),
                    image.config().labels(),
                    newer,
                    warning(request, wanted, image));
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("pull of " + reference.familiar() + " was interrupted");
        } catch (IOException e) {
            throw DiskFailures.of("pull " + reference.familiar(), e);
        } catch (Exception e) {
            throw new Failed("cannot pull " + reference.familiar() + ": " + e, e);
        }
    }

    /// A manifest or index of the store, unless it is damaged.
    private Optional<KnownDocument> storedDocument(Digest digest) {
        return index.read(t -> new BlobTable(t).find(digest))
                .filter(found ->
                        MediaTypes.isManifest(found.mediaType())
                                || MediaTypes.isIndex(found.mediaType()))
                .flatMap(found ->
                        blobs.findText(digest).map(text -> new KnownDocument(found, text)));
    }

    private static void tellRateLimit(
            RegistrySession registry, Reference reference, PullProgress progress) {
        registry.rateLimit()
                .ifPresent(limit -> {
                    log.info("rate limit of {}: {}", reference.domain(), limit);
                    progress.tell(
                            new PullEvent.Notice(
                                    "Rate limit of " + reference.domain() + ": " + limit));
                });
    }

    /// A single manifest is taken whatever its platform is, as docker does, but not without a word.
    private static Optional<PullEvent.Notice> warning(
            PullRequest request, Platform wanted, KnownImage image) {
        Platform found = image.config().platform();
        if (request.platform().isEmpty()
                || image.isArtifact()
                || Platforms.matches(wanted, found)) {
            return Optional.empty();
        }
        return Optional.of(
                new PullEvent.Notice(
                        "WARNING: image with reference "
                                + request.reference().familiar()
                                + " was found but its platform ("
                                + found
                                + ") does not match the specified platform ("
                                + wanted
                                + ")"));
    }

    private boolean bringIn(
            KnownImage image,
            BlobSource source,
            Reference reference,
            Optional<Reference> tag,
            StagedImages staged,
            PullProgress progress,
            Naming naming)
            throws Exception {
        LayerDownloads downloads =
                new LayerDownloads(transfers, source, blobs, news, progress, staged::fail);
        try {
            LayerPlan plan =
                    staged.planToBringAll(
                            transaction -> List.of(image),
                            waiting -> {
                                announce(waiting, reference, progress);
                                return downloads.follow(waiting);
                            });
            Digest id = image.config().id();
            boolean known = index.read(t -> new ImageTable(t).contains(id));
            if (!known || !plan.isComplete()) {
                announce(plan, reference, progress);
                downloads.begin(plan);
                unpack(plan, downloads, staged);
                plan.opaque().stream()
                        .filter(plan::isMissing)
                        .forEach(blob -> progress.layer(blob.digest(), LayerState.COMPLETE));
                Origins.tell(reference, plan.missing(), source.registry().sources(), progress);
            }
            return staged.commit(
                    moved -> blobs.publish(plan.missing(), moved),
                    transaction -> {
                        if (naming == Naming.NONE) {
                            return false;
                        }
                        Digest target = image.target().digest();
                        boolean newer = name(staged, transaction, reference, id, target);
                        return tag.map(t -> name(staged, transaction, t, id, target)).orElse(false)
                                || newer;
                    });
        } finally {
            downloads.leave();
        }
    }

    private void unpack(LayerPlan plan, LayerDownloads downloads, StagedImages staged)
            throws Exception {
        try {
            staged.unpack(downloads);
        } catch (StoreException e) {
            downloads.leave();
            throw room.withWhatIsKept(e, plan);
        }
    }

    private void announce(LayerPlan plan, Reference reference, PullProgress progress)
            throws IOException {
        room.require(plan, reference);
        for (Descriptor blob : plan.opaque()) {
            progress.announce(
                    blob.digest(),
                    plan.isMissing(blob) ? LayerState.PULLING : LayerState.ALREADY_EXISTS);
        }
        for (Step step : plan.steps()) {
            if (step.first()) {
                progress.announce(
                        step.blob().digest(),
                        step.complete() ? LayerState.ALREADY_EXISTS : LayerState.PULLING);
            }
        }
    }

    /// A pull by tag sets the digest reference too, but leaves one that already leads to another
    /// image: to that of the same index for another platform. A pull by digest sets only that.
    private static boolean name(
            StagedImages staged,
            Transaction transaction,
            Reference reference,
            Digest image,
            Digest target) {
        NameTable names = new NameTable(transaction);
        Reference byDigest = reference.nameOnly().withDigest(target);
        Reference shown = reference.digest().isPresent() ? byDigest : reference;
        Optional<Digest> before = names.find(shown).map(NameTable.Row::image);
        if (reference.digest().isPresent() || names.find(byDigest).isEmpty()) {
            staged.setName(transaction, new NameTable.Row(byDigest, image, target));
        }
        if (reference.digest().isEmpty()) {
            staged.setName(transaction, new NameTable.Row(reference, image, target));
        }
        return !before.equals(Optional.of(image));
    }
}
