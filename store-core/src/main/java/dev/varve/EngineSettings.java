package dev.varve;

import dev.varve.pull.DownloadSettings;
import dev.varve.registry.RegistrySettings;

import java.nio.file.Path;
import java.time.Clock;

/// @param root the directory of the store; made when it is missing
public record EngineSettings(
        Path root, RegistrySettings registries, DownloadSettings downloads, Clock clock) {
    /// With the standard patience.
    public EngineSettings(
            Path root, RegistrySettings registries, int maxConcurrentDownloads, Clock clock) {
        this(
                root,
                registries,
                DownloadSettings.STANDARD.withConcurrent(maxConcurrentDownloads),
                clock);
    }
}
