package dev.varve.rebuild;

import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.ImageMountTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Drivers;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;
import dev.varve.rebuild.ListedImages.Entry;
import dev.varve.staging.KnownImage;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Fills an empty index with what the rest of the store says: names from `index.json`, images from
/// manifests and configs, layers and containers from what lies beside their files. It only reads
/// the store.
///
/// Of a whole store nothing is lost but what docs/on-disk-format.md names. Of a damaged one, what
/// cannot be restored is told.
public final class IndexRebuild {
    private static final String PULL = "pull or load it again";

    private final StoreLayout layout;
    private final BlobStore blobs;
    private final Drivers drivers;
    private final Clock clock;

    public IndexRebuild(StoreLayout layout, BlobStore blobs, Drivers drivers, Clock clock) {
        this.layout = layout;
        this.blobs = blobs;
        this.drivers = drivers;
        this.clock = clock;
    }

    /// @return what could not be restored
    public List<Unrestored> fill(Index index) throws IOException {
        Set<Unrestored> lost = new LinkedHashSet<>();
        drivers.unopened()
                .forEach((name, reason) ->
                        lost.add(
                                new Unrestored(
                                        "storage driver " + name,
                                        "its layers cannot be looked at: " + reason,
                                        "make this storage driver work and start varved again")));
        FoundDocuments documents = FoundDocuments.in(layout, blobs);
        List<Entry> entries = ListedImages.read(layout.ociIndex(), lost::add);
        FoundLayers layers = FoundLayers.of(drivers, lost::add);
        List<ContainerTable.Row> containers =
                new FoundContainers(drivers, clock.instant()).find(lost::add);
        Set<String> mounted = mounted();
        Filling filling = new Filling(documents, layers, lost);
        Map<Digest, KnownImage> images = filling.images(entries);
        return index.write(transaction -> {
            filling.addLayers(transaction, images, containers);
            filling.addImages(transaction, entries, images);
            filling.addNames(transaction, entries, images);
            containers.forEach(new ContainerTable(transaction)::add);
            addMounts(transaction, mounted, images, layers);
            return List.copyOf(lost);
        });
    }

    private Set<String> mounted() throws IOException {
        try (Stream<Path> places = Files.list(layout.imageMounts())) {
            Set<String> names = new HashSet<>();
            places.forEach(place -> names.add(String.valueOf(place.getFileName())));
            return names;
        }
    }

    private void addMounts(
            Transaction transaction,
            Set<String> mounted,
            Map<Digest, KnownImage> images,
            FoundLayers layers) {
        ImageMountTable table = new ImageMountTable(transaction);
        images.forEach((id, image) -> {
            if (mounted.contains(id.hex())) {
                table.add(new ImageMountTable.Row(id, shower(image, layers), clock.instant()));
            }
        });
    }

    /// The driver that shows a mounted image: the one in use, if it has the layers.
    private String shower(KnownImage image, FoundLayers layers) {
        List<ChainId> chain = ChainId.chain(image.config().diffIds());
        List<String> having =
                chain.isEmpty()
                        ? List.of()
                        : layers.of(chain.getLast()).stream().map(LayerTable.Row::driver).toList();
        return drivers.all().stream()
                .map(StorageDriver::name)
                .filter(having::contains)
                .findFirst()
                .orElse(drivers.current().name());
    }

    /// One filling of an index.
    private final class Filling {
        private final FoundDocuments documents;
        private final FoundLayers layers;
        private final Map<ChainId, Long> sizes;
        private final Set<Unrestored> lost;

        private Filling(FoundDocuments documents, FoundLayers layers, Set<Unrestored> lost) {
            this.documents = documents;
            this.layers = layers;
            this.sizes = layers.sizes();
            this.lost = lost;
        }

        /// What is listed, and besides it the images that are all there: `index.json` is half a
        /// second late.
        private Map<Digest, KnownImage> images(List<Entry> entries) {
            Map<Digest, KnownImage> images = new LinkedHashMap<>();
            for (Entry entry : entries) {
                List<Digest> below = documents.below(entry.target());
                if (below.isEmpty()) {
                    lost.add(
                            new Unrestored(
                                    told(entry),
                                    "its manifest " + entry.target() + " is missing or damaged",
                                    PULL));
                }
                for (Digest digest : below) {
                    documents
                            .manifest(digest)
                            .flatMap(manifest -> known(entry, digest, manifest))
                            .ifPresent(image -> images.putIfAbsent(image.config().id(), image));
                }
            }
            Set<Digest> parts = documents.parts();
            documents
                    .manifests()
                    .forEach((text, manifest) -> {
                        Digest digest = Digest.parse(text);
                        if (!parts.contains(digest) && isWhole(manifest)) {
                            try {
                                KnownImage image = image(digest, manifest);
                                images.putIfAbsent(image.config().id(), image);
                            } catch (StoreException notListedAndNotWhole) {
                                // What an interrupted operation has left.
                            }
                        }
                    });
            return images;
        }

        private static String told(Entry entry) {
            return entry.name().map(Object::toString).orElse("image of " + entry.target());
        }

        private Optional<KnownImage> known(Entry entry, Digest digest, Manifest manifest) {
            try {
                KnownImage image = image(digest, manifest);
                for (ChainId chain : ChainId.chain(image.config().diffIds())) {
                    if (!layers.contains(chain)) {
                        lost.add(
                                new Unrestored(
                                        told(entry), "its layer " + chain + " is missing", PULL));
                    }
                }
                return Optional.of(image);
            } catch (StoreException e) {
                lost.add(
                        new Unrestored(
                                told(entry), "its config cannot be used: " + e.getMessage(), PULL));
                return Optional.empty();
            }
        }

        private KnownImage image(Digest digest, Manifest manifest) {
            ImageConfig config =
                    manifest.artifactType().isPresent()
                            ? ImageConfig.ofArtifact(manifest, digest)
                            : ImageConfig.parse(blobs.readText(manifest.config().digest()));
            Descriptor descriptor = documents.find(digest).orElseThrow();
            return new KnownImage(
                    descriptor,
                    descriptor,
                    manifest,
                    config,
                    Map.of(),
                    Map.of(digest, KnownImage.children(manifest)));
        }

        private boolean isWhole(Manifest manifest) {
            if (!manifest.blobs().stream().allMatch(blobs::isWhole)) {
                return false;
            }
            return manifest.artifactType().isPresent()
                    || blobs.findText(manifest.config().digest())
                            .map(this::hasAllLayers)
                            .orElse(false);
        }

        private boolean hasAllLayers(String config) {
            try {
                return ChainId.chain(ImageConfig.parse(config).diffIds()).stream()
                        .allMatch(layers::contains);
            } catch (StoreException notAConfig) {
                return false;
            }
        }

        /// Those that an image or a container stands on; a further one is garbage.
        private void addLayers(
                Transaction transaction,
                Map<Digest, KnownImage> images,
                List<ContainerTable.Row> containers) {
            Set<ChainId> needed = new LinkedHashSet<>();
            images.values()
                    .forEach(image -> needed.addAll(ChainId.chain(image.config().diffIds())));
            for (ContainerTable.Row container : containers) {
                Optional<ChainId> next = container.chain();
                while (next.isPresent() && needed.add(next.get())) {
                    List<LayerTable.Row> rows = layers.of(next.get());
                    if (rows.isEmpty()) {
                        lost.add(
                                new Unrestored(
                                        "container " + container.name(),
                                        "the layer " + next.get() + " below it is missing",
                                        "pull or load the image "
                                                + container.imageText()
                                                + " again"));
                    }
                    next = rows.stream().findFirst().flatMap(LayerTable.Row::parent);
                }
            }
            LayerTable table = new LayerTable(transaction);
            needed.forEach(chain -> layers.of(chain).forEach(table::add));
        }

        private void addImages(
                Transaction transaction, List<Entry> entries, Map<Digest, KnownImage> images) {
            BlobTable table = new BlobTable(transaction);
            for (Entry entry : entries) {
                documents.below(entry.target()).forEach(digest -> addDocument(table, digest));
            }
            ImageTable imageTable = new ImageTable(transaction);
            images.forEach((id, image) -> {
                addDocument(table, image.manifestDescriptor().digest());
                imageTable.add(image.stored(sizes), image.manifestDescriptor().digest());
            });
            for (Entry entry : entries) {
                Optional<Digest> image = imageOf(entry, images);
                if (image.isPresent()) {
                    entry.parent().ifPresent(parent -> imageTable.setParent(image.get(), parent));
                    entry.tagged().ifPresent(time -> imageTable.setLastTagged(image.get(), time));
                }
            }
        }

        /// A manifest with its blobs, or an index.
        private void addDocument(BlobTable table, Digest digest) {
            table.add(documents.find(digest).orElseThrow());
            documents
                    .manifest(digest)
                    .ifPresent(manifest -> {
                        manifest.blobs().forEach(table::add);
                        table.link(digest, KnownImage.children(manifest));
                    });
            documents
                    .index(digest)
                    .ifPresent(index ->
                            table.link(
                                    digest,
                                    index.manifests().stream().map(Descriptor::digest).toList()));
        }

        private void addNames(
                Transaction transaction, List<Entry> entries, Map<Digest, KnownImage> images) {
            NameTable table = new NameTable(transaction);
            for (Entry entry : entries) {
                Optional<Digest> image = imageOf(entry, images);
                if (entry.name().isPresent() && image.isPresent()) {
                    table.set(new NameTable.Row(entry.name().get(), image.get(), entry.target()));
                }
            }
        }

        /// The image that an entry means: the only one that it leads to, or of several the one that
        /// it tells.
        private Optional<Digest> imageOf(Entry entry, Map<Digest, KnownImage> images) {
            List<Digest> below = documents.below(entry.target());
            List<Digest> led = new ArrayList<>();
            for (Digest digest : below) {
                documents
                        .manifest(digest)
                        .map(manifest ->
                                manifest.artifactType().isPresent()
                                        ? digest
                                        : manifest.config().digest())
                        .filter(images::containsKey)
                        .ifPresent(led::add);
            }
            return entry.image().filter(led::contains).or(() -> led.stream().findFirst());
        }
    }
}
