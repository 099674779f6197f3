package dev.varve.container;

import dev.varve.image.config.RunConfig;

import java.util.Optional;

/// A container to make.
///
/// @param name as the user gave it; one is made up when there is none
/// @param config as the user gave it; its field `Image` says of what
public record CreateRequest(Optional<String> name, RunConfig config, HostConfig hostConfig) {}
