package dev.varve.image;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;
import dev.varve.oci.HistoryItem;
import dev.varve.oci.ImageConfig;
import dev.varve.reference.Reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Tells how an image was made, from its config and from the parents that the store still has.
public final class ImageHistory {
    private ImageHistory() {}

    /// One row for each step of the config's history, newest first. Rows name images for as long as
    /// the chain of recorded parents goes.
    ///
    /// @param images the store's images by ID
    public static List<HistoryEntry> of(
            ImageConfig config, StoredImage image, Function<Digest, Optional<StoredImage>> images) {
        List<HistoryItem> items = config.history();
        long[] sizes = sizes(items, image.layers());
        List<HistoryEntry> rows = new ArrayList<>(items.size());
        Optional<StoredImage> at = Optional.of(image);
        for (int i = items.size() - 1; i >= 0; i--) {
            HistoryItem item = items.get(i);
            rows.add(
                    new HistoryEntry(
                            at.map(StoredImage::id),
                            item.created(),
                            item.createdBy(),
                            item.comment(),
                            at.map(ImageHistory::tags).orElse(List.of()),
                            sizes[i]));
            at = at.flatMap(StoredImage::parent).flatMap(images);
        }
        return List.copyOf(rows);
    }

    private static long[] sizes(List<HistoryItem> items, List<ImageLayer> layers) {
        long[] sizes = new long[items.size()];
        int layer = 0;
        for (int i = 0; i < sizes.length; i++) {
            if (items.get(i).emptyLayer()) {
                continue;
            }
            if (layer == layers.size()) {
                throw new Corrupt("too many non-empty layers in History section");
            }
            sizes[i] = layers.get(layer).size();
            layer++;
        }
        return sizes;
    }

    private static List<Reference> tags(StoredImage image) {
        return image.references().stream().filter(r -> r.tag().isPresent()).toList();
    }
}
