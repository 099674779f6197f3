package dev.varve.container;

import dev.varve.index.ContainerTable;

import java.util.Optional;

/// A row of a container list.
///
/// @param container as the index has it
/// @param shownImage the image as the user wrote it, or its ID when that text means another image
///   now, or none
/// @param sizes when asked for and known
public record ContainerSummary(
        ContainerTable.Row container, String shownImage, Optional<ContainerSizes> sizes) {
    public ContainerState state() {
        return ContainerState.of(container);
    }
}
