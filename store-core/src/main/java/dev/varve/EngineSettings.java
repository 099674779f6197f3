package dev.varve;

import dev.varve.pull.DownloadSettings;
import dev.varve.registry.RegistrySettings;

import java.nio.file.Path;
import java.time.Clock;

/// @param root the directory of the store; made when it is missing
/// @param downloads how blobs are fetched
/// @param maxConcurrentUploads how many layers are sent at once, over all pushes
/// @param limits how much is accepted of what comes in
public record EngineSettings(
        Path root,
        RegistrySettings registries,
        DownloadSettings downloads,
        int maxConcurrentUploads,
        StoreLimits limits,
        Clock clock) {
    /// As many uploads at once as dockerd has.
    public static final int UPLOADS = 5;

    /// With the limits that hold where nobody sets others.
    public EngineSettings(
            Path root,
            RegistrySettings registries,
            DownloadSettings downloads,
            int maxConcurrentUploads,
            Clock clock) {
        this(root, registries, downloads, maxConcurrentUploads, StoreLimits.DEFAULT, clock);
    }

    /// With the standard patience for downloads.
    public EngineSettings(
            Path root, RegistrySettings registries, int maxConcurrentDownloads, Clock clock) {
        this(
                root,
                registries,
                DownloadSettings.STANDARD.withConcurrent(maxConcurrentDownloads),
                UPLOADS,
                clock);
    }
}
