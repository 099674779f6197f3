package dev.varve.image;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// Chooses and sorts the rows of an image list, by dockerd's rules.
///
/// An image with children is *intermediate* when nothing refers to it; it is shown only when all
/// images are asked for. A *dangling* image has no tag, though it may have digest references.
public final class ImageListing {
    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::created)
                    .reversed()
                    .thenComparing(place -> place.row().references().isEmpty())
                    .thenComparing(Place::name)
                    .thenComparing(place -> place.row().image().id());

    /// Where a row stands in the list. Its name is put together once, not in each comparison.
    private record Place(ImageSummary row, long created, String name) {
        static Place of(ImageSummary row) {
            return new Place(
                    row,
                    createdSeconds(row),
                    row.references().isEmpty() ? "" : row.references().getFirst().toString());
        }
    }

    private final ImageFilters filters;
    private final boolean includeIntermediate;
    private final Set<Digest> parents;
    private final Optional<Instant> before;
    private final Optional<Instant> since;

    private ImageListing(
            List<StoredImage> images,
            ImageFilters filters,
            boolean includeIntermediate,
            Function<String, StoredImage> lookup) {
        this.filters = filters;
        this.includeIntermediate = includeIntermediate;
        this.parents = parents(images);
        this.before =
                Stream.concat(created(filters.before(), lookup), filters.until().stream())
                        .min(Comparator.naturalOrder());
        this.since = created(filters.since(), lookup).max(Comparator.naturalOrder());
    }

    /// @param images every image of the store
    /// @param all whether intermediate images are shown too
    /// @param sharedSize whether to work out [ImageSummary#sharedSize]
    /// @param lookup finds the images that `before` and `since` name, or throws
    public static List<ImageSummary> list(
            List<StoredImage> images,
            ImageFilters filters,
            boolean all,
            boolean sharedSize,
            Function<String, StoredImage> lookup) {
        ImageListing listing = new ImageListing(images, filters, all, lookup);
        Map<ChainId, Integer> uses = sharedSize ? uses(images) : Map.of();
        return images.stream()
                .filter(listing::passes)
                .map(image ->
                        new ImageSummary(
                                image,
                                listing.shown(image.references()),
                                sharedSize ? sharedSize(image, uses) : -1))
                .filter(listing::isShown)
                .map(Place::of)
                .sorted(ORDER)
                .map(Place::row)
                .toList();
    }

    /// How many images have each stack of layers, or a longer one on top of it.
    public static Map<ChainId, Integer> uses(List<StoredImage> images) {
        Map<ChainId, Integer> uses = new HashMap<>();
        for (StoredImage image : images) {
            image.layers().forEach(layer -> uses.merge(layer.chainId(), 1, Integer::sum));
        }
        return uses;
    }

    /// Bytes of an image's layers that other images have at the same place of the same stack.
    ///
    /// @param uses of all images, see [#uses]
    public static long sharedSize(StoredImage image, Map<ChainId, Integer> uses) {
        return image.layers().stream()
                .filter(layer -> uses.getOrDefault(layer.chainId(), 0) > 1)
                .mapToLong(ImageLayer::size)
                .sum();
    }

    /// Bytes of every stack's layers, each counted once, without those that only intermediate
    /// images have.
    public static long layersSize(List<StoredImage> images) {
        Set<Digest> parents = parents(images);
        Map<ChainId, Long> sizes = new HashMap<>();
        for (StoredImage image : images) {
            if (!image.references().isEmpty() || !parents.contains(image.id())) {
                image.layers().forEach(layer -> sizes.put(layer.chainId(), layer.size()));
            }
        }
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }

    /// The images that are some other image's parent.
    public static Set<Digest> parents(List<StoredImage> images) {
        Set<Digest> parents = new HashSet<>();
        images.forEach(image -> image.parent().ifPresent(parents::add));
        return parents;
    }

    private boolean passes(StoredImage image) {
        boolean earlier =
                before.isEmpty()
                        || image.created().filter(c -> c.isBefore(before.get())).isPresent();
        boolean later =
                since.isEmpty() || image.created().filter(c -> c.isAfter(since.get())).isPresent();
        boolean labelled =
                filters.labels().isEmpty()
                        || (image.hasConfig()
                                && filters.labels().stream()
                                        .allMatch(label -> label.matches(image.labels())));
        return earlier && later && labelled;
    }

    private List<Reference> shown(List<Reference> references) {
        return filters.references().isEmpty()
                ? references
                : references.stream().filter(this::matchesReference).toList();
    }

    private boolean matchesReference(Reference reference) {
        return filters.references().stream()
                .anyMatch(pattern ->
                        pattern.matches(reference.familiar())
                                || pattern.matches(reference.familiarName()));
    }

    private boolean isShown(ImageSummary row) {
        boolean danglingOnly = filters.dangling().orElse(false);
        boolean isParent = parents.contains(row.image().id());
        if (danglingOnly && isParent) {
            return false;
        }
        if (row.references().isEmpty()) {
            return (includeIntermediate || !isParent)
                    && !filters.dangling().equals(Optional.of(false))
                    && filters.references().isEmpty();
        }
        return !danglingOnly || row.references().stream().allMatch(r -> r.tag().isEmpty());
    }

    private static Stream<Instant> created(
            List<String> names, Function<String, StoredImage> lookup) {
        return names.stream().map(lookup).toList().stream()
                .map(StoredImage::created)
                .flatMap(Optional::stream);
    }

    private static long createdSeconds(ImageSummary row) {
        return row.image().created().map(Instant::getEpochSecond).orElse(0L);
    }
}
