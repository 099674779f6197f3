package dev.varve.daemon;

import dev.varve.EngineSettings;
import dev.varve.pull.DownloadSettings;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptions;

import java.nio.file.Path;
import java.util.Optional;

/// How the daemon runs, put together from flags, configuration file and defaults, and checked.
///
/// @param dataRoot where the store lies
/// @param socket where clients find the daemon
/// @param storageDriver empty to choose by probing
/// @param storageOptions each of some driver that exists, whichever is chosen
/// @param registries how registries are reached
/// @param downloads how blobs are fetched
/// @param maxConcurrentUploads at least 1
/// @param pidFile empty for none
/// @param group that may use the socket, by name or number; empty for nobody but the user
/// @param groupIsDefault whether nobody asked for that group, so that it may be missing
/// @param limits how much is accepted of what comes in
public record DaemonConfig(
        Path dataRoot,
        Path socket,
        Optional<String> storageDriver,
        DriverOptions storageOptions,
        RegistrySettings registries,
        DownloadSettings downloads,
        int maxConcurrentUploads,
        LogLevel logLevel,
        Optional<Path> pidFile,
        String group,
        boolean groupIsDefault,
        DaemonLimits limits) {
    /// With the standard limits and patience for downloads, and the uploads at once that dockerd
    /// has.
    public DaemonConfig(
            Path dataRoot,
            Path socket,
            Optional<String> storageDriver,
            DriverOptions storageOptions,
            RegistrySettings registries,
            int maxConcurrentDownloads,
            LogLevel logLevel,
            Optional<Path> pidFile,
            String group,
            boolean groupIsDefault) {
        this(
                dataRoot,
                socket,
                storageDriver,
                storageOptions,
                registries,
                DownloadSettings.STANDARD.withConcurrent(maxConcurrentDownloads),
                EngineSettings.UPLOADS,
                logLevel,
                pidFile,
                group,
                groupIsDefault,
                DaemonLimits.DEFAULT);
    }

    public int maxConcurrentDownloads() {
        return downloads.concurrent();
    }

    /// What goes to the log, the rarest last.
    public enum LogLevel {
        DEBUG,
        INFO,
        WARN,
        ERROR
    }
}
