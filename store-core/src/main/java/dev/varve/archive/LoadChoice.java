package dev.varve.archive;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.NotFound;
import dev.varve.oci.Digest;
import dev.varve.oci.Platform;
import dev.varve.oci.Platforms;
import dev.varve.reference.Reference;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds out what kind of archive it is, and which of its images are meant.
final class LoadChoice {
    private LoadChoice() {}

    /// @param platform to take only images for it
    /// @param host whose images win where an archive has one name for several platforms
    static List<ArchivedImage> images(
            ArchiveContent content, Optional<Platform> platform, Platform host) {
        Platform preferred = platform.map(p -> Platforms.withDefaults(p, host)).orElse(host);
        List<ArchivedImage> all = all(content, preferred);
        if (platform.isEmpty()) {
            return oneForEachName(all, host);
        }
        List<ArchivedImage> fitting =
                all.stream().filter(image -> isFor(preferred, image)).toList();
        if (fitting.isEmpty() && !all.isEmpty()) {
            throw new NotFound(
                    "requested platform ("
                            + preferred
                            + ") not found: image might be filtered out");
        }
        return oneForEachName(fitting, preferred);
    }

    private static List<ArchivedImage> all(ArchiveContent content, Platform preferred) {
        ArchiveFiles files = content.files();
        if (files.find(DockerManifest.FILE).isPresent()) {
            List<ArchivedImage> all = new ArrayList<>(DockerArchive.images(content));
            all.addAll(OciArchive.artifacts(content, preferred));
            return all;
        }
        if (files.find(OciTree.INDEX).isPresent()) {
            return OciArchive.images(content, preferred);
        }
        throw new Corrupt("invalid archive: does not contain a manifest.json");
    }

    /// An archive of several platforms has an image for each of them under the same name. As with a
    /// pull, one is taken. Otherwise the later of two that share a name has it, as docker does it.
    private static List<ArchivedImage> oneForEachName(
            List<ArchivedImage> images, Platform preferred) {
        Map<Reference, ArchivedImage> owners = new HashMap<>();
        for (ArchivedImage image : images) {
            for (Reference name : image.names().keySet()) {
                owners.merge(name, image, (former, later) -> winner(former, later, preferred));
            }
        }
        List<ArchivedImage> chosen = new ArrayList<>();
        for (ArchivedImage image : images) {
            Map<Reference, Digest> kept = new LinkedHashMap<>(image.names());
            kept.keySet().removeIf(name -> !isOwner(image, owners.get(name)));
            boolean lost = kept.isEmpty() && !image.names().isEmpty();
            if (!lost || Platforms.matches(preferred, image.platform())) {
                chosen.add(new ArchivedImage(image.known(), image.made(), kept));
            }
        }
        return chosen;
    }

    /// An artifact is for every platform.
    private static boolean isFor(Platform platform, ArchivedImage image) {
        return image.known().isArtifact() || Platforms.matches(platform, image.platform());
    }

    private static boolean isOwner(ArchivedImage image, @Nullable ArchivedImage owner) {
        return owner != null && owner.id().equals(image.id());
    }

    private static ArchivedImage winner(
            ArchivedImage former, ArchivedImage later, Platform preferred) {
        List<Platform> platforms = List.of(later.platform(), former.platform());
        return Platforms.best(platforms, preferred) == 1 ? former : later;
    }
}
