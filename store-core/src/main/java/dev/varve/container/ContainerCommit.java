package dev.varve.container;

import dev.varve.content.BlobStore;
import dev.varve.content.Spool;
import dev.varve.content.SpooledBlob;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Failed;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.NotFound;
import dev.varve.event.ImageEvents;
import dev.varve.gc.GarbageCollector;
import dev.varve.image.config.RunConfig;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.NameTable;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.staging.KnownImage;
import dev.varve.staging.LayerPlan;
import dev.varve.staging.StagedImages;
import dev.varve.staging.Staging;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The verb `commit`: what a container changed becomes a layer on top of those of its image, and
/// with them an image. One that runs is not paused: it is committed as its files are when they are
/// read.
public final class ContainerCommit {
    private final StoreLayout layout;
    private final Index index;
    private final BlobStore blobs;
    private final Staging staging;
    private final GarbageCollector collector;
    private final ContainerStore containers;
    private final ImageEvents imageEvents;
    private final ContainerEvents events;
    private final DocumentLimits limits;
    private final Clock clock;

    public ContainerCommit(
            StoreLayout layout,
            Index index,
            BlobStore blobs,
            Staging staging,
            GarbageCollector collector,
            ContainerStore containers,
            ImageEvents imageEvents,
            ContainerEvents events,
            DocumentLimits limits,
            Clock clock) {
        this.layout = layout;
        this.index = index;
        this.blobs = blobs;
        this.staging = staging;
        this.collector = collector;
        this.containers = containers;
        this.imageEvents = imageEvents;
        this.events = events;
        this.limits = limits;
        this.clock = clock;
    }

    /// The image that the container stands on.
    private record Below(Manifest manifest, ImageConfig config) {}

    /// Makes the image. It survives a power cut when this returns.
    ///
    /// @return its ID
    public Digest commit(CommitRequest request) {
        request.name().ifPresent(ReferenceParser::requireTaggable);
        ContainerTable.Row container = containers.find(request.container());
        try (var _ =
                containers
                        .holds()
                        .together(container.id(), "commit container " + container.name())) {
            Below below = below(container);
            CommittedConfig committed = new CommittedConfig(request, container, below.config());
            RunConfig config = committed.runConfig();
            ImageConfig image = make(request, container, below, committed, config);
            tell(request, container, image);
            return image.id();
        }
    }

    private Below below(ContainerTable.Row container) {
        Descriptor manifest =
                index.read(t -> {
                    ImageTable images = new ImageTable(t);
                    if (!images.contains(container.image())) {
                        throw new NotFound(
                                "No such image: "
                                        + container.image()
                                        + ": container "
                                        + container.name()
                                        + " was made of it, and without it no image can be made of"
                                        + " the container; pull it again, or export the container"
                                        + " and import what comes out");
                    }
                    return new BlobTable(t)
                            .find(images.manifestOf(container.image()))
                            .orElseThrow();
                });
        Below below =
                new Below(
                        Manifest.parse(blobs.readText(manifest.digest()), manifest.mediaType()),
                        ImageConfig.parse(blobs.readText(container.image())));
        if (below.config().diffIds().size() >= limits.layers()) {
            throw new InvalidArgument(
                    "max depth exceeded: the image of container "
                            + container.name()
                            + " has "
                            + limits.layers()
                            + " layers already");
        }
        return below;
    }

    private ImageConfig make(
            CommitRequest request,
            ContainerTable.Row container,
            Below below,
            CommittedConfig committed,
            RunConfig config) {
        try (StagedImages staged = staging.open();
                Spool spool = new Spool(layout)) {
            StorageDriver driver = containers.driverOf(container);
            AtomicReference<CommittedLayer> written = new AtomicReference<>();
            staged.work(
                    () -> written.set(CommittedLayer.write(driver, container.key(), spool, blobs)));
            CommittedLayer layer = written.get();
            Optional<CommittedLayer> kept = layer.isEmpty() ? Optional.empty() : Optional.of(layer);
            Instant now = clock.instant();
            ImageConfig image = committed.make(config, kept.map(CommittedLayer::diffId), now);
            KnownImage known =
                    KnownImage.of(
                            CommittedManifest.of(
                                    below.manifest(),
                                    image,
                                    kept.map(l -> descriptor(l, below.manifest()))),
                            image);
            record(request, container, known, layer, staged, now);
            return image;
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("commit of container " + container.name() + " was interrupted");
        } catch (IOException e) {
            if (index.read(t -> new ContainerTable(t).find(container.id())).isEmpty()) {
                throw new NotFound("No such container: " + request.container());
            }
            throw DiskFailures.of("commit container " + container.name(), e);
        } catch (Exception e) {
            throw new Failed("cannot commit container " + container.name() + ": " + e, e);
        }
    }

    private static Descriptor descriptor(CommittedLayer layer, Manifest below) {
        return new Descriptor(
                CommittedManifest.layerType(below), layer.blob().digest(), layer.blob().size());
    }

    private void record(
            CommitRequest request,
            ContainerTable.Row container,
            KnownImage image,
            CommittedLayer layer,
            StagedImages staged,
            Instant now)
            throws Exception {
        LayerPlan plan = staged.plan(transaction -> List.of(image));
        if (!plan.toUnpack().isEmpty()) {
            staged.unpack(layer);
        }
        Map<Digest, SpooledBlob> arrived = new HashMap<>();
        plan.missing().forEach(blob -> arrived.put(blob.digest(), layer.blob()));
        staged.commit(
                moved -> blobs.publish(arrived, moved),
                transaction -> {
                    ImageTable images = new ImageTable(transaction);
                    images.setParent(image.config().id(), container.image());
                    request.name()
                            .ifPresent(tag -> {
                                collector.setName(
                                        transaction,
                                        new NameTable.Row(
                                                tag, image.config().id(), image.target().digest()));
                                images.setLastTagged(image.config().id(), now);
                            });
                    return true;
                });
    }

    private void tell(CommitRequest request, ContainerTable.Row container, ImageConfig image) {
        imageEvents.publish(imageEvents.ofImage("create", image.id(), image.labels()));
        request.name()
                .ifPresent(tag ->
                        imageEvents.publish(imageEvents.tag(image.id(), tag, image.labels())));
        events.publish(
                "commit",
                container,
                Map.of(
                        "comment",
                        request.comment(),
                        "imageID",
                        image.id().toString(),
                        "imageRef",
                        request.name().map(Reference::familiar).orElse("")));
    }
}
