package dev.varve.daemon;

import dev.varve.pull.DownloadSettings;
import dev.varve.registry.RegistrySettings;

import java.nio.file.Path;
import java.util.Optional;

/// How the daemon runs, put together from flags, configuration file and defaults, and checked.
///
/// @param dataRoot where the store lies
/// @param socket where clients find the daemon
/// @param storageDriver empty to choose by probing
/// @param registries how registries are reached
/// @param downloads how blobs are fetched
/// @param pidFile empty for none
/// @param group that may use the socket, by name or number
/// @param groupIsDefault whether nobody asked for that group, so that it may be missing
public record DaemonConfig(
        Path dataRoot,
        Path socket,
        Optional<String> storageDriver,
        RegistrySettings registries,
        DownloadSettings downloads,
        LogLevel logLevel,
        Optional<Path> pidFile,
        String group,
        boolean groupIsDefault) {
    /// With the standard patience for downloads.
    public DaemonConfig(
            Path dataRoot,
            Path socket,
            Optional<String> storageDriver,
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
                registries,
                DownloadSettings.STANDARD.withConcurrent(maxConcurrentDownloads),
                logLevel,
                pidFile,
                group,
                groupIsDefault);
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
