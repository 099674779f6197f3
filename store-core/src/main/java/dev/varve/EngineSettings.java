package dev.varve;

import dev.varve.registry.RegistrySettings;

import java.nio.file.Path;
import java.time.Clock;

/// @param root the directory of the store; made when it is missing
/// @param maxConcurrentDownloads how many blobs are fetched at once, over all pulls
/// @param maxConcurrentUploads how many layers are sent at once, over all pushes
public record EngineSettings(
        Path root,
        RegistrySettings registries,
        int maxConcurrentDownloads,
        int maxConcurrentUploads,
        Clock clock) {
    /// As many uploads at once as dockerd has.
    public static final int UPLOADS = 5;

    public EngineSettings(
            Path root, RegistrySettings registries, int maxConcurrentDownloads, Clock clock) {
        this(root, registries, maxConcurrentDownloads, UPLOADS, clock);
    }
}
