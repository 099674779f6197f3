package dev.varve.archive;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageIndex;
import dev.varve.oci.Manifest;
import dev.varve.oci.MediaTypes;
import dev.varve.staging.KnownImage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The manifests that an archive's `index.json` leads to, through indexes in indexes. What the
/// archive does not have, or cannot be unpacked here, is passed over: an archive need not hold
/// every platform.
///
/// Source: OCI image-spec image-layout.md.
final class OciTree {
    static final String INDEX = "index.json";

    /// A manifest and the way to it.
    ///
    /// @param top the entry of `index.json`
    /// @param documents the exact text of every index on the way and of the manifest
    /// @param edges what each of them points at
    record Found(
            Descriptor top,
            Descriptor manifestDescriptor,
            Manifest manifest,
            Map<Descriptor, String> documents,
            Map<Digest, List<Digest>> edges) {
        boolean isArtifact() {
            return manifest.artifactType().isPresent();
        }
    }

    private final ArchiveFiles files;
    private final DocumentLimits limits;
    private final List<Found> found = new ArrayList<>();
    private final Map<Digest, Optional<Manifest>> manifests = new HashMap<>();
    private Optional<Unsupported> refusal = Optional.empty();
    private int visited;

    private OciTree(ArchiveFiles files, DocumentLimits limits) {
        this.files = files;
        this.limits = limits;
    }

    static OciTree of(ArchiveFiles files, DocumentLimits limits) {
        OciTree tree = new OciTree(files, limits);
        Optional<ArchiveFile> index = files.find(INDEX);
        if (index.isPresent()) {
            String text = index.get().text(INDEX, limits.manifestBytes());
            for (Descriptor top : ImageIndex.parse(text, "", limits).manifests()) {
                tree.visit(top, top, new LinkedHashMap<>(), new LinkedHashMap<>(), 0);
            }
        }
        return tree;
    }

    /// Ways to images.
    List<Found> found() {
        return found.stream().filter(way -> !way.isArtifact()).toList();
    }

    /// Ways to artifacts that are no images.
    List<Found> artifacts() {
        return found.stream().filter(Found::isArtifact).toList();
    }

    /// Why one of the manifests is none that can be unpacked here.
    Optional<Unsupported> refusal() {
        return refusal;
    }

    private void visit(
            Descriptor top,
            Descriptor at,
            Map<Descriptor, String> documents,
            Map<Digest, List<Digest>> edges,
            int depth) {
        if (++visited > limits.indexEntries()) {
            throw new Corrupt(
                    "the archive's indexes have more entries than the limit of "
                            + limits.indexEntries());
        }
        if (depth > limits.indexDepth()) {
            throw new Corrupt(
                    "the archive's indexes nest deeper than the limit of " + limits.indexDepth());
        }
        Optional<ArchiveFile> file = files.blob(at.digest());
        if (file.isEmpty()) {
            return;
        }
        if (file.get().size() != at.size()) {
            throw new Corrupt(
                    "the archive's blob "
                            + at.digest()
                            + " has "
                            + file.get().size()
                            + " bytes, and its descriptor says "
                            + at.size());
        }
        if (MediaTypes.isManifest(at.mediaType())) {
            addManifest(top, at, file.get(), documents, edges);
        } else if (MediaTypes.isIndex(at.mediaType())) {
            visitIndex(top, at, file.get(), documents, edges, depth);
        }
    }

    private void visitIndex(
            Descriptor top,
            Descriptor at,
            ArchiveFile file,
            Map<Descriptor, String> documents,
            Map<Digest, List<Digest>> edges,
            int depth) {
        String text = file.text("index " + at.digest(), limits.manifestBytes());
        ImageIndex index = ImageIndex.parse(text, at.mediaType(), limits);
        Map<Descriptor, String> deeper = new LinkedHashMap<>(documents);
        deeper.put(bare(at), text);
        Map<Digest, List<Digest>> further = new LinkedHashMap<>(edges);
        further.put(
                at.digest(),
                index.manifests().stream().map(Descriptor::digest).distinct().toList());
        for (Descriptor child : index.manifests()) {
            visit(top, child, deeper, further, depth + 1);
        }
    }

    private void addManifest(
            Descriptor top,
            Descriptor at,
            ArchiveFile file,
            Map<Descriptor, String> documents,
            Map<Digest, List<Digest>> edges) {
        Optional<Manifest> manifest =
                manifests.computeIfAbsent(at.digest(), d -> parse(file, at.mediaType(), d));
        if (manifest.isEmpty()) {
            return;
        }
        Map<Descriptor, String> all = new LinkedHashMap<>(documents);
        all.put(bare(at), manifest.get().text());
        Map<Digest, List<Digest>> further = new LinkedHashMap<>(edges);
        further.put(at.digest(), KnownImage.children(manifest.get()));
        found.add(new Found(top, bare(at), manifest.get(), all, further));
    }

    private Optional<Manifest> parse(ArchiveFile file, String mediaType, Digest digest) {
        try {
            String text = file.text("manifest " + digest, limits.manifestBytes());
            return Optional.of(Manifest.parse(text, mediaType, limits));
        } catch (Unsupported e) {
            refusal = refusal.or(() -> Optional.of(e));
            return Optional.empty();
        }
    }

    /// Without the place where it was found.
    private static Descriptor bare(Descriptor descriptor) {
        return new Descriptor(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }
}
