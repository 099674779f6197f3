package dev.varve.gc;

import dev.varve.gc.RemovalPlan.Step;
import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The store as it will be after the steps planned so far. Reads through to the view below and
/// never changes it.
public final class PlannedView implements RemovalView {
    private final RemovalView below;

    /// Of the images that were asked for: one may have very many names.
    private final Map<Digest, NamesLeft> names = new HashMap<>();

    private final Set<Reference> dropped = new HashSet<>();
    private final Set<Digest> deleted = new HashSet<>();

    public PlannedView(RemovalView below) {
        this.below = below;
    }

    public void apply(Step step) {
        switch (step) {
            case Step.DropReference drop -> {
                below.imageOf(drop.reference())
                        .map(names::get)
                        .ifPresent(left -> left.remove(drop.reference()));
                dropped.add(drop.reference());
            }
            case Step.DeleteImage delete -> deleted.add(delete.id());
        }
    }

    @Override
    public Optional<StoredImage> image(Digest id) {
        return deleted.contains(id) ? Optional.empty() : below.image(id).map(this::withoutDropped);
    }

    @Override
    public boolean hasImage(Digest id) {
        return !deleted.contains(id) && below.hasImage(id);
    }

    /// None of an image that is not there.
    NamesLeft names(Digest id) {
        return names.computeIfAbsent(
                id, _ -> new NamesLeft(image(id).map(StoredImage::references).orElse(List.of())));
    }

    @Override
    public List<Digest> children(Digest id) {
        return below.children(id).stream().filter(child -> !deleted.contains(child)).toList();
    }

    @Override
    public List<ContainerUse> containersUsing(Digest id) {
        return below.containersUsing(id);
    }

    @Override
    public boolean isMounted(Digest id) {
        return below.isMounted(id);
    }

    @Override
    public Optional<Digest> imageOf(Reference reference) {
        return dropped.contains(reference) ? Optional.empty() : below.imageOf(reference);
    }

    @Override
    public List<Digest> idsWithPrefix(String hexPrefix, int limit) {
        return below.idsWithPrefix(hexPrefix, limit + deleted.size()).stream()
                .filter(id -> !deleted.contains(id))
                .limit(limit)
                .toList();
    }

    private StoredImage withoutDropped(StoredImage image) {
        List<Reference> left = new ArrayList<>(image.references());
        if (!left.removeAll(dropped)) {
            return image;
        }
        return new StoredImage(
                image.id(),
                image.parent(),
                List.copyOf(left),
                image.created(),
                image.size(),
                image.hasConfig(),
                image.labels(),
                image.platform(),
                image.layers(),
                image.lastTagged());
    }
}
