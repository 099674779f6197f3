package dev.varve.rebuild;

import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageIndex;
import dev.varve.oci.Manifest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The whole manifests and indexes under `blobs/`, by the digests of their files.
record FoundDocuments(
        Map<String, Descriptor> descriptors,
        Map<String, Manifest> manifests,
        Map<String, ImageIndex> indexes) {
    static FoundDocuments in(StoreLayout layout, BlobStore blobs) throws IOException {
        FoundDocuments found =
                new FoundDocuments(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        for (String algorithm : List.of("sha256", "sha384", "sha512")) {
            try (Stream<Path> files = Files.list(layout.blobs(algorithm))) {
                for (Path file : files.toList()) {
                    found.add(algorithm, file, blobs);
                }
            }
        }
        return found;
    }

    private void add(String algorithm, Path file, BlobStore blobs) throws IOException {
        if (!mayBeDocument(file)) {
            return;
        }
        try {
            Digest digest = new Digest(algorithm, String.valueOf(file.getFileName()));
            String text = blobs.readText(digest);
            if (text.contains("\"manifests\"")) {
                ImageIndex index = ImageIndex.parse(text, "");
                indexes.put(digest.toString(), index);
                describe(digest, index.mediaType(), file);
            } else if (text.contains("\"layers\"")) {
                Manifest manifest = Manifest.parse(text, "");
                manifests.put(digest.toString(), manifest);
                describe(digest, manifest.mediaType(), file);
            }
        } catch (StoreException notADocument) {
            // A config, a blob of an artifact, or damaged: then whoever needs it says so.
        }
    }

    private void describe(Digest digest, String mediaType, Path file) throws IOException {
        descriptors.put(digest.toString(), new Descriptor(mediaType, digest, Files.size(file)));
    }

    private static boolean mayBeDocument(Path file) throws IOException {
        if (!Files.isRegularFile(file)
                || Files.size(file) > DocumentLimits.WIDEST.manifestBytes()) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            int first = in.read();
            while (first == ' ' || first == '\n' || first == '\r' || first == '\t') {
                first = in.read();
            }
            return first == '{';
        } catch (IOException e) {
            return false;
        }
    }

    Optional<Descriptor> find(Digest digest) {
        return Optional.ofNullable(descriptors.get(digest.toString()));
    }

    Optional<Manifest> manifest(Digest digest) {
        return Optional.ofNullable(manifests.get(digest.toString()));
    }

    Optional<ImageIndex> index(Digest digest) {
        return Optional.ofNullable(indexes.get(digest.toString()));
    }

    /// The manifests and indexes that a name leads to, itself first.
    List<Digest> below(Digest target) {
        Set<Digest> seen = new LinkedHashSet<>();
        visit(target, seen);
        return List.copyOf(seen);
    }

    private void visit(Digest digest, Set<Digest> seen) {
        if (find(digest).isEmpty() || !seen.add(digest)) {
            return;
        }
        index(digest).ifPresent(index -> index.manifests().forEach(m -> visit(m.digest(), seen)));
    }

    /// What some manifest has as its config or layer.
    Set<Digest> parts() {
        Set<Digest> parts = new HashSet<>();
        manifests
                .values()
                .forEach(manifest -> manifest.blobs().forEach(blob -> parts.add(blob.digest())));
        return parts;
    }
}
