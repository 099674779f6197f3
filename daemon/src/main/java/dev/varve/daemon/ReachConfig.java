package dev.varve.daemon;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.registry.net.ProxySettings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How registries are reached beside their addresses: directories of hosts and certificates, and
/// proxies. A proxy of the configuration wins over that of the environment, as in dockerd.
final class ReachConfig {
    /// Varve's own directory first, then docker's, so that what was set up for docker holds here.
    private static final String DEFAULT_PATH = "/etc/varve/certs.d:/etc/docker/certs.d";

    private final Function<ConfigKey, Optional<String>> values;
    private final Map<String, String> environment;

    ReachConfig(Function<ConfigKey, Optional<String>> values, Map<String, String> environment) {
        this.values = values;
        this.environment = environment;
    }

    List<Path> hostDirectories() {
        List<Path> directories = new ArrayList<>();
        String path = values.apply(ConfigKey.REGISTRY_CONFIG_PATH).orElse(DEFAULT_PATH);
        for (String text : path.split(":", -1)) {
            if (text.isEmpty()) {
                continue;
            }
            try {
                directories.add(Path.of(text));
            } catch (InvalidPathException e) {
                throw new ConfigException("registry-config-path is no path: " + e.getReason());
            }
            if (!directories.getLast().isAbsolute()) {
                throw new ConfigException(
                        "registry-config-path must name absolute paths, not \"" + text + "\"");
            }
        }
        return directories;
    }

    ProxySettings proxies() {
        return new ProxySettings(
                proxy(ConfigKey.HTTP_PROXY, "HTTP_PROXY"),
                proxy(ConfigKey.HTTPS_PROXY, "HTTPS_PROXY"),
                text(ConfigKey.NO_PROXY, "NO_PROXY"));
    }

    private Optional<URI> proxy(ConfigKey key, String variable) {
        try {
            return ProxySettings.parse(text(key, variable));
        } catch (InvalidArgument e) {
            throw new ConfigException(key.fileKey() + ": " + e.getMessage());
        }
    }

    private String text(ConfigKey key, String variable) {
        String upper = environment.getOrDefault(variable, "");
        String fallback =
                upper.isEmpty()
                        ? environment.getOrDefault(variable.toLowerCase(Locale.ROOT), "")
                        : upper;
        return values.apply(key).orElse(fallback);
    }
}
