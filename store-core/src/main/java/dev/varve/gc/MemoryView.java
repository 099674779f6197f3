package dev.varve.gc;

import dev.varve.image.StoredImage;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A view of images that were read from the index beforehand, for plans over the whole store.
public final class MemoryView implements RemovalView {
    private final NavigableMap<Digest, StoredImage> images = new TreeMap<>();
    private final Map<Digest, List<Digest>> children = new HashMap<>();
    private final Map<Reference, Digest> names = new HashMap<>();
    private final Map<Digest, List<ContainerUse>> uses;
    private final Set<Digest> mounted;

    /// A view in which no image is mounted.
    public MemoryView(Collection<StoredImage> images, Map<Digest, List<ContainerUse>> uses) {
        this(images, uses, Set.of());
    }

    /// @param uses the containers of each image that has any
    /// @param mounted the images that are mounted without a container
    public MemoryView(
            Collection<StoredImage> images,
            Map<Digest, List<ContainerUse>> uses,
            Set<Digest> mounted) {
        this.uses = Map.copyOf(uses);
        this.mounted = Set.copyOf(mounted);
        for (StoredImage image : images) {
            this.images.put(image.id(), image);
            image.references().forEach(reference -> names.put(reference, image.id()));
        }
        for (StoredImage image : this.images.values()) {
            image.parent()
                    .ifPresent(parent ->
                            children.computeIfAbsent(parent, p -> new ArrayList<>())
                                    .add(image.id()));
        }
    }

    @Override
    public Optional<StoredImage> image(Digest id) {
        return Optional.ofNullable(images.get(id));
    }

    @Override
    public List<Digest> children(Digest id) {
        return List.copyOf(children.getOrDefault(id, List.of()));
    }

    @Override
    public List<ContainerUse> containersUsing(Digest id) {
        return uses.getOrDefault(id, List.of());
    }

    @Override
    public boolean isMounted(Digest id) {
        return mounted.contains(id);
    }

    @Override
    public Optional<Digest> imageOf(Reference reference) {
        return Optional.ofNullable(names.get(reference));
    }

    @Override
    public List<Digest> idsWithPrefix(String hexPrefix, int limit) {
        return images.keySet().stream()
                .filter(id -> id.hex().startsWith(hexPrefix))
                .limit(limit)
                .toList();
    }
}
