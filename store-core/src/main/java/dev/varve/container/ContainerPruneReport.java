package dev.varve.container;

import java.util.List;

/// @param removed IDs in the order done
/// @param reclaimed bytes of their writable layers, and of the layers of images that only they held
public record ContainerPruneReport(List<String> removed, long reclaimed) {}
