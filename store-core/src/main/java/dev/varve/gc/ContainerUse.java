package dev.varve.gc;

/// A container that holds an image in use.
///
/// @param id in full
/// @param running whether it is mounted, which nothing may break; a container at rest gives way to
///   force
public record ContainerUse(String id, boolean running) {}
