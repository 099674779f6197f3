package dev.varve;

import dev.varve.pull.PullLimits;
import dev.varve.registry.RegistrySettings;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/// @param root the directory of the store; made when it is missing
/// @param maxConcurrentDownloads how many blobs are fetched at once, over all pulls
/// @param maxDownloadAttempts see [PullLimits#attempts]
/// @param maxDownloadStandstill see [PullLimits#patience]
public record EngineSettings(
        Path root,
        RegistrySettings registries,
        int maxConcurrentDownloads,
        int maxDownloadAttempts,
        Duration maxDownloadStandstill,
        Clock clock) {
    /// With the standard patience.
    public EngineSettings(
            Path root, RegistrySettings registries, int maxConcurrentDownloads, Clock clock) {
        this(
                root,
                registries,
                maxConcurrentDownloads,
                PullLimits.STANDARD_ATTEMPTS,
                PullLimits.STANDARD_PATIENCE,
                clock);
    }
}
