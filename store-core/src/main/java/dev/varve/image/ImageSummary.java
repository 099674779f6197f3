package dev.varve.image;

import dev.varve.reference.Reference;

import java.util.List;

/// A row of an image list.
///
/// @param image the image
/// @param references those references to show: all, or the ones that a `reference` filter matched
/// @param sharedSize bytes in layers that other images have too, or -1 when not asked for
public record ImageSummary(StoredImage image, List<Reference> references, long sharedSize) {}
