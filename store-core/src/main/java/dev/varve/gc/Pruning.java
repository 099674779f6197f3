package dev.varve.gc;

import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.NotFound;
import dev.varve.image.ImageFilters;
import dev.varve.image.ImageListing;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Chooses what a prune removes. Decides only; every removal then goes by the rules of [Removals],
/// so what is in use or needed stays.
public final class Pruning {
    private Pruning() {}

    /// The images that a prune is to try, in the order given. Without a `dangling` filter only
    /// images without a tag are.
    ///
    /// An image whose config has no `config` object has no labels; dockerd does not apply label
    /// filters to such images at all and so prunes images that were not asked for.
    ///
    /// @param images every image of the store
    public static List<StoredImage> candidates(List<StoredImage> images, ImageFilters filters) {
        Set<Digest> parents = ImageListing.parents(images);
        boolean danglingOnly = danglingOnly(filters);
        return images.stream()
                .filter(image -> isCandidate(image, parents.contains(image.id()), danglingOnly))
                .filter(image -> passes(image, filters))
                .toList();
    }

    /// The removals that remove one candidate, each imagined to be done before the next. Those that
    /// rm refuses are left out. Empty when the image is in use.
    public static List<RemovalPlan> plan(RemovalView view, StoredImage candidate) {
        return plan(new PlannedView(view), targets(candidate));
    }

    /// All removals of a prune, each imagined to be done before the next.
    ///
    /// @param images every image of the store, as `view` has them
    public static List<RemovalPlan> planAll(
            RemovalView view, List<StoredImage> images, ImageFilters filters) {
        PlannedView planned = new PlannedView(view);
        List<RemovalPlan> plans = new ArrayList<>();
        for (StoredImage candidate : candidates(images, filters)) {
            plans.addAll(plan(planned, targets(candidate)));
        }
        return List.copyOf(plans);
    }

    private static List<RemovalPlan> plan(PlannedView planned, List<String> targets) {
        List<RemovalPlan> plans = new ArrayList<>();
        for (String target : targets) {
            RemovalPlan plan;
            try {
                plan = Removals.planAndApply(planned, target, false, false);
            } catch (Conflict | NotFound e) {
                // In use, or gone with an earlier removal: a prune passes over it.
                continue;
            }
            plans.add(plan);
        }
        return plans;
    }

    /// What to remove so that the image goes: each of its names, or its ID when it has none.
    private static List<String> targets(StoredImage image) {
        return image.references().isEmpty()
                ? List.of(image.id().hex())
                : image.references().stream().map(Reference::toString).toList();
    }

    private static boolean danglingOnly(ImageFilters filters) {
        return filters.dangling().orElse(true);
    }

    private static boolean isCandidate(StoredImage image, boolean isParent, boolean danglingOnly) {
        if (danglingOnly) {
            return !isParent && image.references().stream().allMatch(r -> r.tag().isEmpty());
        }
        return !isParent || !image.references().isEmpty();
    }

    private static boolean passes(StoredImage image, ImageFilters filters) {
        boolean old =
                filters.until().isEmpty()
                        || image.created()
                                .filter(created -> !created.isAfter(filters.until().get()))
                                .isPresent();
        Map<String, String> labels = image.labels();
        boolean labelled = filters.labels().stream().allMatch(label -> label.matches(labels));
        boolean spared =
                !filters.excludedLabels().isEmpty()
                        && filters.excludedLabels().stream()
                                .allMatch(label -> label.matches(labels));
        return old && labelled && !spared;
    }
}
