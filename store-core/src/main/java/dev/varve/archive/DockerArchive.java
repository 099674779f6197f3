package dev.varve.archive;

import dev.varve.archive.OciTree.Found;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.staging.KnownImage;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An archive with a `manifest.json`: of any version of docker, of podman, skopeo, kaniko and the
/// like. Where it has an `index.json` too, images keep the manifests and indexes that they came
/// with; where not, a manifest is made.
final class DockerArchive {
    private static final String NAME_ANNOTATION = "io.containerd.image.name";

    private final ArchiveFiles files;
    private final DocumentLimits documents;
    private final List<Found> found;

    private DockerArchive(ArchiveContent content) {
        this.files = content.files();
        this.documents = content.documents();
        this.found = OciTree.of(files, documents).found();
    }

    /// The images in the order of `manifest.json`.
    static List<ArchivedImage> images(ArchiveContent content) {
        String text =
                content.files()
                        .require(DockerManifest.FILE, "the list")
                        .text(DockerManifest.FILE, content.documents().manifestBytes());
        DockerArchive archive = new DockerArchive(content);
        List<ArchivedImage> images = new ArrayList<>();
        for (DockerManifest item : DockerManifest.parseAll(text, content)) {
            images.addAll(archive.images(item));
        }
        return images;
    }

    /// More than one where names of the image lead to different manifests of it, such as those with
    /// its layers in another compression.
    private List<ArchivedImage> images(DockerManifest item) {
        ArchiveFile configFile = files.require(item.config(), "the image configuration");
        ImageConfig config = ConfigRules.read(configFile, documents);
        if (item.layers().size() != config.diffIds().size()) {
            throw new Corrupt(
                    "invalid manifest, layers length mismatch: expected "
                            + item.layers().size()
                            + ", got "
                            + config.diffIds().size());
        }
        List<ArchiveFile> layers =
                item.layers().stream().map(name -> files.require(name, "the layer")).toList();
        List<Found> originals = originals(configFile, layers);
        List<Reference> names = item.repoTags().stream().map(DockerArchive::name).toList();
        Map<Digest, List<Found>> ways = new LinkedHashMap<>();
        Map<Digest, Map<Reference, Digest>> targets = new LinkedHashMap<>();
        List<Reference> without = new ArrayList<>();
        for (Reference name : names) {
            Optional<Found> way = named(name, configFile, originals);
            if (way.isEmpty()) {
                without.add(name);
                continue;
            }
            Digest manifest = way.get().manifestDescriptor().digest();
            ways.computeIfAbsent(manifest, key -> new ArrayList<>()).add(way.get());
            targets.computeIfAbsent(manifest, key -> new LinkedHashMap<>())
                    .put(name, way.get().top().digest());
        }
        List<ArchivedImage> images = new ArrayList<>();
        ways.forEach((manifest, found) ->
                images.add(
                        new ArchivedImage(
                                FoundImages.known(found, config),
                                false,
                                targets.getOrDefault(manifest, Map.of()))));
        if (names.isEmpty() && !originals.isEmpty()) {
            KnownImage known = FoundImages.known(List.of(originals.getFirst()), config);
            images.add(new ArchivedImage(known, false, Map.of()));
        } else if (images.isEmpty() || !without.isEmpty()) {
            images.add(made(configFile, config, layers, without));
        }
        return images;
    }

    /// The way to the image that `index.json` has under a name, if all of it is in the archive;
    /// else any that says the same as `manifest.json` does.
    private Optional<Found> named(Reference name, ArchiveFile config, List<Found> originals) {
        return found.stream()
                .filter(f -> name.toString().equals(f.top().annotations().get(NAME_ANNOTATION)))
                .filter(f -> isDescribed(f.manifest().config(), config) && isWhole(f.manifest()))
                .findFirst()
                .or(() -> originals.stream().findFirst());
    }

    private boolean isWhole(Manifest manifest) {
        return manifest.layers().stream()
                .allMatch(layer ->
                        files.blob(layer.digest())
                                .filter(file -> file.size() == layer.size())
                                .isPresent());
    }

    /// The manifests that say the same as `manifest.json` does.
    private List<Found> originals(ArchiveFile config, List<ArchiveFile> layers) {
        return found.stream()
                .filter(f ->
                        isDescribed(f.manifest().config(), config)
                                && areDescribed(f.manifest().layers(), layers))
                .toList();
    }

    private static boolean areDescribed(List<Descriptor> descriptors, List<ArchiveFile> files) {
        boolean same = descriptors.size() == files.size();
        for (int i = 0; same && i < files.size(); i++) {
            same = isDescribed(descriptors.get(i), files.get(i));
        }
        return same;
    }

    private static boolean isDescribed(Descriptor descriptor, ArchiveFile file) {
        return descriptor.digest().equals(file.digest()) && descriptor.size() == file.size();
    }

    private static ArchivedImage made(
            ArchiveFile configFile,
            ImageConfig config,
            List<ArchiveFile> layers,
            List<Reference> names) {
        Manifest manifest =
                MadeManifest.of(
                        config.id(),
                        configFile.size(),
                        layers.stream().map(MadeManifest.Layer::of).toList());
        KnownImage known = KnownImage.of(manifest, config);
        Map<Reference, Digest> targets = new LinkedHashMap<>();
        names.forEach(name -> targets.put(name, known.target().digest()));
        return new ArchivedImage(known, true, targets);
    }

    /// A name with a tag and nothing else.
    private static Reference name(String text) {
        Reference name = ReferenceParser.parseNormalized(text);
        if (name.tag().isEmpty() || name.digest().isPresent()) {
            throw new InvalidArgument("invalid tag " + GoQuote.quote(text));
        }
        ReferenceParser.requireTaggable(name);
        return name;
    }
}
