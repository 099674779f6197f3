package dev.varve;

import dev.varve.registry.RegistrySettings;

import java.nio.file.Path;
import java.time.Clock;

/// @param root the directory of the store; made when it is missing
/// @param maxConcurrentDownloads how many blobs are fetched at once, over all pulls
public record EngineSettings(
        Path root, RegistrySettings registries, int maxConcurrentDownloads, Clock clock) {}
