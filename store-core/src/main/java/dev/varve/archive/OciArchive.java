package dev.varve.archive;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.varve.archive.OciTree.Found;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.error.StoreException.Unsupported;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.DocumentLimits;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Json;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;
import dev.varve.staging.KnownImage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// An OCI image layout as an archive, without docker's list. Of an image for several platforms one
/// is taken: the one that fits best, or, when none fits, the first that is whole. An artifact is
/// taken when its name leads to no image: beside one it says something of it.
///
/// Source: OCI image-spec image-layout.md; the names of images are where containerd, podman and
/// skopeo put them.
final class OciArchive {
    private static final String LAYOUT = "oci-layout";
    private static final String CONTAINERD_NAME = "io.containerd.image.name";
    private static final String REF_NAME = "org.opencontainers.image.ref.name";

    private final ArchiveFiles files;
    private final DocumentLimits documents;
    private final Platform preferred;
    // By manifest: one config may have several, with layers in another compression.
    private final Map<Digest, List<Found>> chosen = new LinkedHashMap<>();
    private final Map<Digest, Map<Reference, Digest>> names = new LinkedHashMap<>();
    private final Map<Digest, ImageConfig> configs = new LinkedHashMap<>();

    private OciArchive(ArchiveContent content, Platform preferred) {
        this.files = content.files();
        this.documents = content.documents();
        this.preferred = preferred;
    }

    /// The images in the order of `index.json`.
    static List<ArchivedImage> images(ArchiveContent content, Platform preferred) {
        requireVersion(content);
        OciTree tree = OciTree.of(content.files(), content.documents());
        Map<Object, List<Found>> groups = groups(tree.found());
        OciArchive archive = new OciArchive(content, preferred);
        groups.values().forEach(archive::choose);
        archive.takeArtifacts(tree, groups.keySet());
        if (archive.chosen.isEmpty()) {
            throw tree.refusal()
                    .orElseGet(() ->
                            new Unsupported("the archive's index.json leads to no image in it"));
        }
        return archive.images();
    }

    /// The artifacts alone, of an archive whose images `manifest.json` lists.
    static List<ArchivedImage> artifacts(ArchiveContent content, Platform preferred) {
        OciTree tree = OciTree.of(content.files(), content.documents());
        OciArchive archive = new OciArchive(content, preferred);
        archive.takeArtifacts(tree, groups(tree.found()).keySet());
        return archive.images();
    }

    private static Map<Object, List<Found>> groups(List<Found> ways) {
        Map<Object, List<Found>> groups = new LinkedHashMap<>();
        for (Found way : ways) {
            groups.computeIfAbsent(group(way.top()), key -> new ArrayList<>()).add(way);
        }
        return groups;
    }

    /// What belongs together: entries of one name, and unnamed ones that only differ by platform.
    private static Object group(Descriptor top) {
        Optional<Reference> name = name(top.annotations());
        if (name.isPresent()) {
            return name.get();
        }
        return top.platform().isPresent() ? "platforms" : top.digest();
    }

    private void choose(List<Found> ways) {
        List<Found> whole = new ArrayList<>();
        List<ImageConfig> theirs = new ArrayList<>();
        for (Found way : ways) {
            Optional<ArchiveFile> config = files.blob(way.manifest().config().digest());
            if (config.isPresent() && hasLayers(way)) {
                whole.add(way);
                theirs.add(read(way, config.get()));
            }
        }
        if (whole.isEmpty()) {
            Descriptor top = ways.getFirst().top();
            throw new Corrupt(
                    "the archive does not hold the image of "
                            + name(top.annotations())
                                    .map(Reference::familiar)
                                    .orElse(top.digest().toString())
                            + ": its config or some of its layers are missing");
        }
        int fitting =
                Platforms.best(theirs.stream().map(ImageConfig::platform).toList(), preferred);
        take(whole.get(Math.max(0, fitting)), theirs.get(Math.max(0, fitting)));
    }

    private void take(Found way, ImageConfig config) {
        configs.put(way.manifestDescriptor().digest(), config);
        take(way);
    }

    /// @param ofImages the groups that have an image
    private void takeArtifacts(OciTree tree, Set<Object> ofImages) {
        groups(tree.artifacts())
                .forEach((group, ways) -> {
                    if (!ofImages.contains(group)) {
                        ways.stream().filter(this::isWhole).findFirst().ifPresent(this::take);
                    }
                });
    }

    private void take(Found way) {
        Digest manifest = way.manifestDescriptor().digest();
        chosen.computeIfAbsent(manifest, key -> new ArrayList<>()).add(way);
        Map<Reference, Digest> targets =
                names.computeIfAbsent(manifest, key -> new LinkedHashMap<>());
        name(way.top().annotations()).ifPresent(name -> targets.put(name, way.top().digest()));
    }

    private List<ArchivedImage> images() {
        List<ArchivedImage> images = new ArrayList<>();
        chosen.forEach((manifest, ways) ->
                images.add(
                        new ArchivedImage(
                                known(manifest, ways),
                                false,
                                names.getOrDefault(manifest, Map.of()))));
        return images;
    }

    private KnownImage known(Digest manifest, List<Found> ways) {
        return ways.getFirst().isArtifact()
                ? FoundImages.knownArtifact(ways)
                : FoundImages.known(ways, Objects.requireNonNull(configs.get(manifest)));
    }

    private ImageConfig read(Found way, ArchiveFile file) {
        ImageConfig config = ConfigRules.read(file, documents);
        boolean fits =
                way.manifest().config().size() == file.size()
                        && config.diffIds().size() == way.manifest().layers().size();
        if (!fits) {
            throw new Corrupt("layers from manifest don't match image configuration");
        }
        return config;
    }

    private boolean hasLayers(Found way) {
        return way.manifest().layers().stream().allMatch(this::has);
    }

    private boolean isWhole(Found artifact) {
        return artifact.manifest().blobs().stream().allMatch(this::has);
    }

    private boolean has(Descriptor blob) {
        return files.blob(blob.digest()).filter(file -> file.size() == blob.size()).isPresent();
    }

    /// A full name; a mere tag names nothing without the repository that it belongs to.
    private static Optional<Reference> name(Map<String, String> annotations) {
        String full = annotations.getOrDefault(CONTAINERD_NAME, "");
        String name = full.isEmpty() ? annotations.getOrDefault(REF_NAME, "") : full;
        if (name.indexOf(':') < 0 && name.indexOf('/') < 0) {
            return Optional.empty();
        }
        try {
            Reference reference = ReferenceParser.parseNormalized(name).withDefaultTag();
            if (reference.digest().isPresent()) {
                return Optional.empty();
            }
            ReferenceParser.requireTaggable(reference);
            return Optional.of(reference);
        } catch (InvalidArgument notAName) {
            return Optional.empty();
        }
    }

    private static void requireVersion(ArchiveContent content) {
        String text =
                content.files()
                        .require(LAYOUT, "the file")
                        .text(LAYOUT, content.documents().manifestBytes());
        try {
            String version = Json.mapper().readTree(text).path("imageLayoutVersion").asText();
            if (!version.equals("1.0.0")) {
                throw new Unsupported(
                        "the archive is an OCI image layout of another version than 1.0.0");
            }
        } catch (JsonProcessingException e) {
            throw new Corrupt("oci-layout is not valid JSON", e);
        }
    }
}
