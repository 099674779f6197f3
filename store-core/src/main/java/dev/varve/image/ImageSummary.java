package dev.varve.image;

import dev.varve.reference.Reference;

import java.util.List;

/// A row of an image list.
///
/// @param image the image
/// @param references those references to show: all, or the ones that a `reference` filter matched
/// @param sharedSize bytes in layers that other images have too, or -1 when not asked for
/// @param containers how many containers were made of the image, mounted or not
/// @param damage what a check has found wrong with it: sentences
public record ImageSummary(
        StoredImage image,
        List<Reference> references,
        long sharedSize,
        int containers,
        List<String> damage) {
    /// Of a sound image without containers.
    public ImageSummary(StoredImage image, List<Reference> references, long sharedSize) {
        this(image, references, sharedSize, 0, List.of());
    }

    public ImageSummary withContainers(int count) {
        return new ImageSummary(image, references, sharedSize, count, damage);
    }

    public ImageSummary withDamage(List<String> found) {
        return new ImageSummary(image, references, sharedSize, containers, found);
    }
}
