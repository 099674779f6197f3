package dev.varve.daemon;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The command line of `varved`, under dockerd's names.
@Command(
        name = "varved",
        description = "Keeps container images and serves the image side of the Docker Engine API.",
        footer = "%n'varved check --help': looks for damage in a store without a daemon.",
        sortOptions = true,
        usageHelpAutoWidth = true)
final class DaemonOptions {
    @Option(names = "--data-root", paramLabel = "DIR", description = "Where the store lies.")
    private @Nullable String dataRoot;

    @Option(
            names = {"-H", "--host"},
            paramLabel = "URL",
            description = "Socket to listen on, unix:///run/varve/varve.sock by default.")
    private @Nullable List<String> hosts;

    @Option(
            names = {"-s", "--storage-driver"},
            paramLabel = "NAME",
            description = "overlay2, fuse-overlayfs, btrfs, zfs or vfs.")
    private @Nullable String storageDriver;

    @Option(
            names = "--storage-opt",
            paramLabel = "DRIVER.OPTION=VALUE",
            description = "Option of a storage driver, such as zfs.fsname=tank/varve.")
    private @Nullable List<String> storageOptions;

    @Option(names = "--config-file", paramLabel = "FILE", description = "Configuration file.")
    private @Nullable Path configFile;

    @Option(
            names = "--registry-mirror",
            paramLabel = "URL",
            description = "Mirror of docker.io, asked before it.")
    private @Nullable List<String> mirrors;

    @Option(
            names = "--insecure-registry",
            paramLabel = "HOST",
            description = "host[:port] or CIDR block that may be spoken to without TLS.")
    private @Nullable List<String> insecureRegistries;

    @Option(
            names = "--registry-config-path",
            paramLabel = "DIR[:DIR]",
            description =
                    "Where HOST/hosts.toml and certificates of registries are,"
                            + " /etc/varve/certs.d:/etc/docker/certs.d by default.")
    private @Nullable String registryConfigPath;

    @Option(
            names = "--http-proxy",
            paramLabel = "URL",
            description = "Proxy for http, HTTP_PROXY by default.")
    private @Nullable String httpProxy;

    @Option(
            names = "--https-proxy",
            paramLabel = "URL",
            description = "Proxy for https, HTTPS_PROXY by default.")
    private @Nullable String httpsProxy;

    @Option(
            names = "--no-proxy",
            paramLabel = "LIST",
            description = "Hosts to reach without a proxy, NO_PROXY by default.")
    private @Nullable String noProxy;

    @Option(
            names = "--max-concurrent-downloads",
            paramLabel = "N",
            description = "Blobs fetched at once, 3 by default.")
    private @Nullable String maxConcurrentDownloads;

    @Option(
            names = "--max-concurrent-uploads",
            paramLabel = "N",
            description = "Layers sent at once, 5 by default.")
    private @Nullable String maxConcurrentUploads;

    @Option(
            names = "--max-download-attempts",
            paramLabel = "N",
            description = "How often in a row a download may fail, 5 by default.")
    private @Nullable String maxDownloadAttempts;

    @Option(
            names = "--max-download-wait",
            paramLabel = "SECONDS",
            description =
                    "How long a download may make no progress over all its attempts, 600 by"
                            + " default.")
    private @Nullable String maxDownloadWait;

    @Option(
            names = "--download-stall-timeout",
            paramLabel = "SECONDS",
            description = "How long a connection may bring nothing, 30 by default.")
    private @Nullable String downloadStallTimeout;

    @Option(
            names = {"-l", "--log-level"},
            paramLabel = "LEVEL",
            description = "debug, info, warn or error.")
    private @Nullable String logLevel;

    @Option(
            names = {"-p", "--pidfile"},
            paramLabel = "FILE",
            description = "Where to write the process ID.")
    private @Nullable String pidFile;

    @Option(
            names = {"-G", "--group"},
            paramLabel = "GROUP",
            description = "Group that may use the socket, varve by default.")
    private @Nullable String group;

    @Option(
            names = {"-v", "--version"},
            description = "Print the version and exit.")
    private boolean version;

    @Option(names = "--validate", description = "Check the configuration and exit.")
    private boolean validate;

    @Option(
            names = {"-h", "--help"},
            description = "Print this and exit.")
    private boolean help;

    boolean version() {
        return version;
    }

    boolean validate() {
        return validate;
    }

    boolean help() {
        return help;
    }

    DaemonConfig config() {
        Defaults defaults = Defaults.here();
        Path file = configFile == null ? defaults.configFile() : configFile;
        return ConfigReader.read(given(), file, configFile != null, defaults, System.getenv());
    }

    private Map<ConfigKey, List<String>> given() {
        Map<ConfigKey, List<String>> given = new EnumMap<>(ConfigKey.class);
        put(given, ConfigKey.DATA_ROOT, dataRoot);
        put(given, ConfigKey.HOSTS, hosts);
        put(given, ConfigKey.STORAGE_DRIVER, storageDriver);
        put(given, ConfigKey.STORAGE_OPTS, storageOptions);
        put(given, ConfigKey.REGISTRY_MIRRORS, mirrors);
        put(given, ConfigKey.INSECURE_REGISTRIES, insecureRegistries);
        put(given, ConfigKey.REGISTRY_CONFIG_PATH, registryConfigPath);
        put(given, ConfigKey.HTTP_PROXY, httpProxy);
        put(given, ConfigKey.HTTPS_PROXY, httpsProxy);
        put(given, ConfigKey.NO_PROXY, noProxy);
        put(given, ConfigKey.MAX_CONCURRENT_DOWNLOADS, maxConcurrentDownloads);
        put(given, ConfigKey.MAX_CONCURRENT_UPLOADS, maxConcurrentUploads);
        put(given, ConfigKey.MAX_DOWNLOAD_ATTEMPTS, maxDownloadAttempts);
        put(given, ConfigKey.MAX_DOWNLOAD_WAIT, maxDownloadWait);
        put(given, ConfigKey.DOWNLOAD_STALL_TIMEOUT, downloadStallTimeout);
        put(given, ConfigKey.LOG_LEVEL, logLevel);
        put(given, ConfigKey.PIDFILE, pidFile);
        put(given, ConfigKey.GROUP, group);
        return given;
    }

    private static void put(
            Map<ConfigKey, List<String>> given, ConfigKey key, @Nullable String value) {
        if (value != null) {
            given.put(key, List.of(value));
        }
    }

    private static void put(
            Map<ConfigKey, List<String>> given, ConfigKey key, @Nullable List<String> values) {
        if (values != null) {
            given.put(key, values);
        }
    }
}
