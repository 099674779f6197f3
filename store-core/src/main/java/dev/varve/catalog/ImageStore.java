package dev.varve.catalog;

import dev.varve.content.BlobStore;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.event.ImageEvents;
import dev.varve.gc.GarbageCollector;
import dev.varve.gc.IndexView;
import dev.varve.image.HistoryEntry;
import dev.varve.image.ImageDetails;
import dev.varve.image.ImageFilters;
import dev.varve.image.ImageHistory;
import dev.varve.image.ImageListing;
import dev.varve.image.ImageLookup;
import dev.varve.image.ImageSummary;
import dev.varve.image.StoredImage;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.DamageTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.OciLayoutView;
import dev.varve.index.Transaction;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The verbs that read images, and `tag`. Lists, filters and lookups answer from the index alone;
/// inspection and history read the image's config too.
public final class ImageStore {
    private final Index index;
    private final BlobStore blobs;
    private final StorageDriver driver;
    private final GarbageCollector collector;
    private final OciLayoutView view;
    private final ImageEvents events;
    private final Clock clock;

    public ImageStore(
            Index index,
            BlobStore blobs,
            StorageDriver driver,
            GarbageCollector collector,
            OciLayoutView view,
            ImageEvents events,
            Clock clock) {
        this.index = index;
        this.blobs = blobs;
        this.driver = driver;
        this.collector = collector;
        this.view = view;
        this.events = events;
        this.clock = clock;
    }

    /// @param all also images that have no name and exist only as parents of others
    /// @param sharedSize whether to count what images have in common
    public List<ImageSummary> list(ImageFilters filters, boolean all, boolean sharedSize) {
        return index.read(transaction -> {
            ImageTable table = new ImageTable(transaction);
            List<StoredImage> images = sharedSize ? table.all() : table.allWithoutLayers();
            return shown(transaction, images, filters, all, sharedSize);
        });
    }

    /// See [Index#revision].
    public long revision() {
        return index.revision();
    }

    public StoreUsage usage() {
        return index.read(transaction -> {
            List<StoredImage> images = new ImageTable(transaction).all();
            return new StoreUsage(
                    ImageListing.layersSize(images),
                    shown(transaction, images, ImageFilters.NONE, false, true));
        });
    }

    private static List<ImageSummary> shown(
            Transaction transaction,
            List<StoredImage> images,
            ImageFilters filters,
            boolean all,
            boolean sharedSize) {
        ImageLookup lookup = new ImageLookup(new IndexView(transaction));
        ImageTable table = new ImageTable(transaction);
        Map<Digest, Integer> containers = new ContainerTable(transaction).countByImage();
        Map<Digest, List<String>> damage = new DamageTable(transaction).ofImages();
        List<ImageSummary> rows =
                ImageListing.list(
                        images,
                        filters,
                        all,
                        sharedSize,
                        text -> require(table, lookup.find(text)));
        if (containers.isEmpty() && damage.isEmpty()) {
            return rows;
        }
        return rows.stream()
                .map(row -> row.withContainers(containers.getOrDefault(row.image().id(), 0)))
                .map(row -> row.withDamage(damage.getOrDefault(row.image().id(), List.of())))
                .toList();
    }

    public ImageDetails inspect(String given) {
        record Found(
                StoredImage image,
                Optional<Descriptor> artifact,
                Optional<LayerTable.Row> top,
                List<String> damage) {}
        Found found =
                index.read(transaction -> {
                    StoredImage image = find(transaction, given);
                    Optional<LayerTable.Row> top =
                            image.layers().isEmpty()
                                    ? Optional.empty()
                                    : new LayerTable(transaction)
                                            .find(
                                                    image.layers().getLast().chainId(),
                                                    driver.name());
                    return new Found(
                            image,
                            artifact(transaction, image.id()),
                            top,
                            new DamageTable(transaction)
                                    .ofImages()
                                    .getOrDefault(image.id(), List.of()));
                });
        Optional<Manifest> artifact = found.artifact().map(this::manifest);
        return new ImageDetails(
                found.image(),
                configOf(found.image().id(), artifact),
                artifact.map(manifest ->
                        new ImageDetails.Artifact(
                                found.artifact().orElseThrow(),
                                manifest.artifactType().orElse(""))),
                driver.name(),
                found.top().map(this::describe).orElse(Map.of()),
                found.damage());
    }

    private Map<String, String> describe(LayerTable.Row layer) {
        try {
            return driver.describe(layer.key());
        } catch (IOException e) {
            throw DiskFailures.of("describe layer " + layer.chainId(), e);
        }
    }

    public List<HistoryEntry> history(String given) {
        record Found(
                StoredImage image,
                Optional<Descriptor> artifact,
                Map<Digest, StoredImage> family) {}
        Found found =
                index.read(transaction -> {
                    StoredImage image = find(transaction, given);
                    return new Found(
                            image, artifact(transaction, image.id()), family(transaction, image));
                });
        return ImageHistory.of(
                configOf(found.image().id(), found.artifact().map(this::manifest)),
                found.image(),
                id -> Optional.ofNullable(found.family().get(id)));
    }

    /// The image and its parents.
    private static Map<Digest, StoredImage> family(Transaction transaction, StoredImage image) {
        ImageTable table = new ImageTable(transaction);
        Map<Digest, StoredImage> family = new HashMap<>();
        Optional<StoredImage> next = Optional.of(image);
        while (next.isPresent() && family.putIfAbsent(next.get().id(), next.get()) == null) {
            next = next.get().parent().flatMap(table::find);
        }
        return family;
    }

    /// Gives an image one more name, taking it from whatever had it.
    ///
    /// @param target with a tag, without a digest
    public void tag(String given, Reference target) {
        ReferenceParser.requireTaggable(target);
        Reference tag = target.withDefaultTag();
        StoredImage tagged =
                index.write(transaction -> {
                    StoredImage image = findWithoutNames(transaction, given);
                    Digest manifest = targetOf(transaction, image, given);
                    collector.setName(transaction, new NameTable.Row(tag, image.id(), manifest));
                    new ImageTable(transaction).setLastTagged(image.id(), clock.instant());
                    return image;
                });
        events.publish(events.tag(tagged.id(), tag, tagged.labels()));
        view.changed();
        collector.dispose();
    }

    /// The new name means what the old one meant, which may be an index of several platforms.
    private static Digest targetOf(Transaction transaction, StoredImage image, String given) {
        NameTable names = new NameTable(transaction);
        return ImageLookup.asName(given)
                .flatMap(names::find)
                .filter(row -> row.image().equals(image.id()))
                .or(() -> names.firstOfImage(image.id()))
                .map(NameTable.Row::target)
                .orElseGet(() -> new ImageTable(transaction).manifestOf(image.id()));
    }

    public int count() {
        return index.read(transaction -> new ImageTable(transaction).count());
    }

    private ImageConfig configOf(Digest id, Optional<Manifest> artifact) {
        try {
            return artifact.map(manifest -> ImageConfig.ofArtifact(manifest, id))
                    .orElseGet(() -> ImageConfig.parse(blobs.readText(id)));
        } catch (Corrupt e) {
            // It may have been removed since it was found.
            if (!index.read(t -> new ImageTable(t).contains(id))) {
                throw noSuchImage(id);
            }
            throw e;
        }
    }

    /// The manifest of an artifact; empty for an image.
    private static Optional<Descriptor> artifact(Transaction transaction, Digest id) {
        return new ImageTable(transaction).isArtifact(id)
                ? new BlobTable(transaction).find(id)
                : Optional.empty();
    }

    private Manifest manifest(Descriptor artifact) {
        return Manifest.parse(blobs.readText(artifact.digest()), artifact.mediaType());
    }

    private static StoredImage find(Transaction transaction, String given) {
        Digest id = new ImageLookup(new IndexView(transaction)).find(given);
        return require(new ImageTable(transaction), id);
    }

    private static StoredImage findWithoutNames(Transaction transaction, String given) {
        Digest id = new ImageLookup(new IndexView(transaction)).find(given);
        return new ImageTable(transaction).findWithoutNames(id).orElseThrow(() -> noSuchImage(id));
    }

    private static StoredImage require(ImageTable table, Digest id) {
        return table.find(id).orElseThrow(() -> noSuchImage(id));
    }

    private static NotFound noSuchImage(Digest id) {
        return new NotFound("No such image: " + id);
    }
}
