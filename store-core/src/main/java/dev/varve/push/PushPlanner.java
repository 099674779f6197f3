package dev.varve.push;

import dev.varve.content.BlobStore;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.image.StoredImage;
import dev.varve.index.BlobTable;
import dev.varve.index.ImageTable;
import dev.varve.index.NameTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.ImageIndex;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.push.PushedImage.Layer;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Finds out, within one transaction, what a tag leads to and how much of that is in the store.
final class PushPlanner {
    private static final Platform NO_PLATFORM = new Platform("unknown", "unknown", "", "");

    private final BlobTable table;
    private final ImageTable imageTable;
    private final BlobStore blobs;
    private final Lease lease;
    private final MountSources sources;
    private final List<PushedImage> images = new ArrayList<>();
    private final Map<Descriptor, String> indexes = new LinkedHashMap<>();
    private final List<Descriptor> absent = new ArrayList<>();
    private final Set<Digest> seen = new HashSet<>();

    private PushPlanner(
            Transaction transaction, BlobStore blobs, Lease lease, Reference repository) {
        this.table = new BlobTable(transaction);
        this.imageTable = new ImageTable(transaction);
        this.blobs = blobs;
        this.lease = lease;
        this.sources = new MountSources(transaction, repository);
    }

    /// @param wanted to push only the image for it
    static PushPlan plan(
            Transaction transaction,
            BlobStore blobs,
            Lease lease,
            NameTable.Row tag,
            Optional<Platform> wanted) {
        return new PushPlanner(transaction, blobs, lease, tag.reference()).plan(tag, wanted);
    }

    private PushPlan plan(NameTable.Row tag, Optional<Platform> wanted) {
        StoredImage image =
                imageTable
                        .find(tag.image())
                        .orElseThrow(() -> new NotFound("No such image: " + tag.image()));
        Descriptor target = require(tag.target());
        add(target, 0);
        PushedImage own = own(image, target);
        if (wanted.isPresent() && !imageTable.isArtifact(image.id())) {
            PushedImage chosen = choose(wanted.get(), tag.reference(), image);
            return plan(
                    tag, image, chosen.manifest(), List.of(chosen), Map.of(), List.of(), chosen);
        }
        return plan(tag, image, target, images, indexes, absent, own);
    }

    private static PushPlan plan(
            NameTable.Row tag,
            StoredImage image,
            Descriptor target,
            List<PushedImage> images,
            Map<Descriptor, String> indexes,
            List<Descriptor> absent,
            PushedImage instead) {
        return new PushPlan(
                tag.reference(),
                image.id(),
                image.labels(),
                target,
                List.copyOf(images),
                new LinkedHashMap<>(indexes),
                List.copyOf(absent),
                instead);
    }

    /// The manifest of the image that the tag means here, also where the tag's index does not lead
    /// to it.
    private PushedImage own(StoredImage image, Descriptor target) {
        Optional<PushedImage> found = images.stream().filter(i -> i.isOf(image.id())).findFirst();
        return found.orElseGet(() -> {
            Descriptor manifest = require(imageTable.manifestOf(image.id()));
            return image(manifest)
                    .orElseThrow(() ->
                            lacking(
                                    "what "
                                            + manifest.digest()
                                            + " points at, below "
                                            + target.digest()));
        });
    }

    private PushedImage choose(Platform wanted, Reference tag, StoredImage image) {
        int best = Platforms.best(images.stream().map(PushedImage::platform).toList(), wanted);
        if (best < 0) {
            throw new NotFound(
                    "image with reference "
                            + tag.familiar()
                            + " was found but its platform ("
                            + image.platform()
                            + ") does not match the specified platform ("
                            + wanted
                            + ")");
        }
        return images.get(best);
    }

    /// Indexes end up innermost first, since each is added after what it points at.
    private void add(Descriptor document, int depth) {
        if (!seen.add(document.digest())) {
            return;
        }
        Optional<Descriptor> here = table.find(document.digest());
        if (here.isEmpty() || depth > DocumentLimits.WIDEST.indexDepth()) {
            absent.add(document);
            return;
        }
        lease.hold(document.digest());
        if (!MediaTypes.isIndex(here.get().mediaType())) {
            image(here.get()).ifPresentOrElse(images::add, () -> absent.add(document));
            return;
        }
        String text = blobs.readText(document.digest());
        for (Descriptor child : ImageIndex.parse(text, here.get().mediaType()).manifests()) {
            add(child, depth + 1);
        }
        indexes.put(here.get(), text);
    }

    /// Empty when the store lacks a part of it, or does not understand it.
    private Optional<PushedImage> image(Descriptor document) {
        String text = blobs.readText(document.digest());
        Manifest manifest;
        try {
            manifest = Manifest.parse(text, document.mediaType());
        } catch (Unsupported e) {
            return Optional.empty();
        }
        Set<Descriptor> parts = new HashSet<>(manifest.layers());
        parts.add(manifest.config());
        if (!parts.stream().allMatch(part -> table.contains(part.digest()))) {
            return Optional.empty();
        }
        lease.hold(document.digest());
        parts.forEach(part -> lease.hold(part.digest()));
        Optional<ImageConfig> config = config(manifest);
        return Optional.of(
                new PushedImage(
                        document,
                        text,
                        manifest.config(),
                        config.map(ImageConfig::platform).orElse(NO_PLATFORM),
                        layers(manifest, config.map(ImageConfig::diffIds).orElse(List.of()))));
    }

    /// An index may also lead to what is no image, such as a statement of how an image was built.
    private Optional<ImageConfig> config(Manifest manifest) {
        if (manifest.artifactType().isPresent()) {
            return Optional.empty();
        }
        try {
            return Optional.of(ImageConfig.parse(blobs.readText(manifest.config().digest())));
        } catch (Corrupt | Unsupported e) {
            return Optional.empty();
        }
    }

    private List<Layer> layers(Manifest manifest, List<Digest> diffIds) {
        Map<Digest, Layer> layers = new LinkedHashMap<>();
        for (int i = 0; i < manifest.layers().size(); i++) {
            Descriptor blob = manifest.layers().get(i);
            Digest diffId = i < diffIds.size() ? diffIds.get(i) : blob.digest();
            layers.putIfAbsent(blob.digest(), new Layer(blob, diffId, sources.of(blob.digest())));
        }
        return List.copyOf(layers.values());
    }

    private Descriptor require(Digest digest) {
        return table.find(digest).orElseThrow(() -> lacking("the blob " + digest));
    }

    private static Corrupt lacking(String what) {
        return new Corrupt("the store lacks " + what + "; pull the image again to repair it");
    }
}
