package dev.varve.archive;

import dev.varve.content.BlobStore;
import dev.varve.content.Spool;
import dev.varve.content.SpooledBlob;
import dev.varve.disk.DiskFailures;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Failed;
import dev.varve.event.ImageEvents;
import dev.varve.index.BlobTable;
import dev.varve.index.ImageTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.Manifest;
import dev.varve.oci.Platform;
import dev.varve.reference.Reference;
import dev.varve.staging.KnownImage;
import dev.varve.staging.LayerPlan;
import dev.varve.staging.StagedImages;
import dev.varve.staging.Staging;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The conductor of a load: spool the archive, understand it, plan, unpack, commit, name. All of
/// its images and names appear at once, or nothing changes.
public final class ArchiveLoader {
    private final StoreLayout layout;
    private final BlobStore blobs;
    private final Staging staging;
    private final ImageEvents events;
    private final Platform host;
    private final DocumentLimits documents;
    private final ArchiveLimits limits;

    public ArchiveLoader(
            StoreLayout layout,
            BlobStore blobs,
            Staging staging,
            ImageEvents events,
            Platform host,
            DocumentLimits documents,
            ArchiveLimits limits) {
        this.layout = layout;
        this.blobs = blobs;
        this.staging = staging;
        this.events = events;
        this.host = host;
        this.documents = documents;
        this.limits = limits;
    }

    /// Loads every image of an archive: docker's of any version since 1.10, or an OCI image layout,
    /// in any compression.
    ///
    /// @param archive read to its end, not closed
    /// @param platform to take only images for it
    public void load(
            InputStream archive, Optional<Platform> platform, Consumer<LoadEvent> listener) {
        try (StagedImages staged = staging.open();
                Spool spool = new Spool(layout)) {
            ArchiveReader reader = new ArchiveReader(spool, staged::holdBlob, blobs::path, limits);
            ArchiveFiles files = reader.read(SentStream.ofClient(archive, staged::isCancelled));
            List<ArchivedImage> images =
                    LoadChoice.images(new ArchiveContent(files, documents, limits), platform, host);
            List<LoadEvent> told = bringIn(images, files, staged, listener);
            publish(images);
            told.forEach(listener);
        } catch (StoreException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("the load was interrupted");
        } catch (IOException e) {
            throw DiskFailures.of("load the archive", e);
        } catch (Exception e) {
            throw new Failed("cannot load the archive: " + e, e);
        }
    }

    private List<LoadEvent> bringIn(
            List<ArchivedImage> images,
            ArchiveFiles files,
            StagedImages staged,
            Consumer<LoadEvent> listener)
            throws Exception {
        Map<Digest, Digest> replaced = new HashMap<>();
        LayerPlan plan =
                staged.planToBringAll(
                        transaction -> {
                            replaced.clear();
                            return images.stream()
                                    .map(image -> stored(transaction, image, replaced))
                                    .toList();
                        },
                        waiting -> () -> {});
        Map<Digest, SpooledBlob> spooled = spooled(plan, files);
        staged.unpack(new ArchiveLayers(spooled, blobs, listener));
        return staged.commit(
                moved -> blobs.publish(spooled, moved),
                transaction -> name(staged, transaction, images, replaced));
    }

    /// An image for which a manifest had to be made keeps the one that the store has, if it has it:
    /// so nothing is stored twice, and its digest stays that of its registry.
    ///
    /// @param replaced gets what stands for the manifest that was made
    private KnownImage stored(
            Transaction transaction, ArchivedImage image, Map<Digest, Digest> replaced) {
        ImageTable table = new ImageTable(transaction);
        if (!image.made() || !table.contains(image.id())) {
            return image.known();
        }
        Digest digest = table.manifestOf(image.id());
        Optional<Descriptor> descriptor = new BlobTable(transaction).find(digest);
        if (descriptor.isEmpty()) {
            return image.known();
        }
        try {
            Manifest manifest =
                    Manifest.parse(blobs.readText(digest), descriptor.get().mediaType());
            replaced.put(image.known().target().digest(), digest);
            return KnownImage.of(manifest, image.known().config());
        } catch (Corrupt e) {
            return image.known();
        }
    }

    private static Map<Digest, SpooledBlob> spooled(LayerPlan plan, ArchiveFiles files) {
        Map<Digest, SpooledBlob> all = new HashMap<>();
        files.all()
                .forEach(file ->
                        file.spooled().ifPresent(blob -> all.putIfAbsent(blob.digest(), blob)));
        Map<Digest, SpooledBlob> needed = new HashMap<>();
        for (Descriptor missing : plan.missing()) {
            SpooledBlob blob = all.get(missing.digest());
            if (blob == null) {
                throw new Corrupt("the layer " + missing.digest() + " is not in the archive");
            }
            needed.put(missing.digest(), blob);
        }
        return needed;
    }

    private static List<LoadEvent> name(
            StagedImages staged,
            Transaction transaction,
            List<ArchivedImage> images,
            Map<Digest, Digest> replaced) {
        NameTable names = new NameTable(transaction);
        List<LoadEvent> told = new ArrayList<>();
        for (ArchivedImage image : images) {
            for (Map.Entry<Reference, Digest> name : image.names().entrySet()) {
                names.find(name.getKey())
                        .map(NameTable.Row::image)
                        .filter(former -> !former.equals(image.id()))
                        .ifPresent(former -> told.add(new LoadEvent.Moved(name.getKey(), former)));
                Digest target = replaced.getOrDefault(name.getValue(), name.getValue());
                staged.setName(transaction, new NameTable.Row(name.getKey(), image.id(), target));
                told.add(new LoadEvent.Named(name.getKey()));
            }
            LoadEvent unnamed = new LoadEvent.Unnamed(image.id());
            if (image.names().isEmpty() && !told.contains(unnamed)) {
                told.add(unnamed);
            }
        }
        return told;
    }

    private void publish(List<ArchivedImage> images) {
        Set<Digest> told = new HashSet<>();
        for (ArchivedImage image : images) {
            if (told.add(image.id())) {
                events.publish(events.ofImage("load", image.id(), image.known().config().labels()));
            }
        }
    }
}
