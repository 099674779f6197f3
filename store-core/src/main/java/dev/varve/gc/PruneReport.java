package dev.varve.gc;

import java.util.List;

/// @param removals what went, in order
/// @param reclaimed bytes of the layers that went
public record PruneReport(List<Removal> removals, long reclaimed) {}
