package dev.varve.container;

import dev.varve.index.ContainerTable;

import java.util.Map;
import java.util.Optional;

/// Everything that an inspection shows.
///
/// @param container as the index has it
/// @param driverData what the driver says of the writable layer, in docker's keys; empty for none
/// @param sizes when asked for
public record ContainerDetails(
        ContainerTable.Row container,
        Map<String, String> driverData,
        Optional<ContainerSizes> sizes) {
    public ContainerState state() {
        return ContainerState.of(container);
    }
}
