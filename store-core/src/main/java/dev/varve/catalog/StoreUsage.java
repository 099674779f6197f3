package dev.varve.catalog;

import dev.varve.image.ImageSummary;

import java.util.List;

/// What the images take up, by what the index knows.
///
/// @param layersSize bytes of each layer that an image has, counted once; layers of intermediate
///   images alone do not count
/// @param images the list that is shown by default, with shared sizes
public record StoreUsage(long layersSize, List<ImageSummary> images) {}
