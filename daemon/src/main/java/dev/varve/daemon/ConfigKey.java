package dev.varve.daemon;

import java.util.Optional;

/// What can be set, as a flag and in the configuration file, under dockerd's names.
enum ConfigKey {
    DATA_ROOT("data-root", Shape.TEXT),
    HOSTS("hosts", Shape.LIST),
    STORAGE_DRIVER("storage-driver", Shape.TEXT),
    STORAGE_OPTS("storage-opts", Shape.LIST),
    REGISTRY_MIRRORS("registry-mirrors", Shape.LIST),
    INSECURE_REGISTRIES("insecure-registries", Shape.LIST),
    REGISTRY_CONFIG_PATH("registry-config-path", Shape.TEXT),
    HTTP_PROXY("http-proxy", Shape.TEXT),
    HTTPS_PROXY("https-proxy", Shape.TEXT),
    NO_PROXY("no-proxy", Shape.TEXT),
    MAX_CONCURRENT_DOWNLOADS("max-concurrent-downloads", Shape.NUMBER),
    MAX_CONCURRENT_UPLOADS("max-concurrent-uploads", Shape.NUMBER),
    MAX_DOWNLOAD_ATTEMPTS("max-download-attempts", Shape.NUMBER),
    MAX_DOWNLOAD_WAIT("max-download-wait", Shape.NUMBER),
    DOWNLOAD_STALL_TIMEOUT("download-stall-timeout", Shape.NUMBER),
    LOG_LEVEL("log-level", Shape.TEXT),
    PIDFILE("pidfile", Shape.TEXT),
    GROUP("group", Shape.TEXT);

    enum Shape {
        TEXT,
        NUMBER,
        LIST
    }

    private final String fileKey;
    private final Shape shape;

    ConfigKey(String fileKey, Shape shape) {
        this.fileKey = fileKey;
        this.shape = shape;
    }

    static Optional<ConfigKey> ofFileKey(String text) {
        for (ConfigKey key : values()) {
            if (key.fileKey.equals(text)) {
                return Optional.of(key);
            }
        }
        return Optional.empty();
    }

    /// Whether the file has it within the object `proxies`, as dockerd's does.
    boolean isProxy() {
        return this == HTTP_PROXY || this == HTTPS_PROXY || this == NO_PROXY;
    }

    String fileKey() {
        return fileKey;
    }

    Shape shape() {
        return shape;
    }
}
