package dev.varve.container;

/// @param writable bytes of what the container changed
/// @param whole bytes of that and of its image's layers together
public record ContainerSizes(long writable, long whole) {}
