package dev.varve.daemon;

import dev.varve.daemon.DaemonConfig.LogLevel;
import dev.varve.pull.DownloadSettings;
import dev.varve.registry.RegistrySettings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Puts a [DaemonConfig] together. A key that is set both as a flag and in the file is refused, as
/// dockerd does, so that nobody wonders which of the two holds.
final class ConfigReader {
    static final String DEFAULT_SOCKET = "unix:///run/varve/varve.sock";

    private static final Set<String> DRIVERS =
            Set.of("overlay2", "fuse-overlayfs", "btrfs", "zfs", "vfs");
    private static final int SOCKET_PATH_BYTES = 107;
    private static final int MAX_DOWNLOADS = 1000;
    private static final int MAX_SECONDS = 86_400;

    private final Map<ConfigKey, List<String>> values;

    private ConfigReader(Map<ConfigKey, List<String>> values) {
        this.values = values;
    }

    /// @param flags only what was given
    static DaemonConfig read(
            Map<ConfigKey, List<String>> flags, Path configFile, boolean explicitFile) {
        Map<ConfigKey, List<String>> file = ConfigFile.read(configFile, explicitFile);
        List<String> conflicts = new ArrayList<>();
        file.forEach((key, value) -> {
            if (flags.containsKey(key)) {
                conflicts.add(
                        key.fileKey()
                                + ": (from flag: "
                                + shown(key, flags.getOrDefault(key, List.of()))
                                + ", from file: "
                                + shown(key, value)
                                + ")");
            }
        });
        if (!conflicts.isEmpty()) {
            throw ConfigFile.failure(
                    configFile,
                    "the following directives are specified both as a flag and in the"
                            + " configuration file: "
                            + String.join(", ", conflicts));
        }
        Map<ConfigKey, List<String>> all = new EnumMap<>(ConfigKey.class);
        all.putAll(file);
        all.putAll(flags);
        return new ConfigReader(all).config();
    }

    private DaemonConfig config() {
        return new DaemonConfig(
                path(text(ConfigKey.DATA_ROOT).orElse("/var/lib/varve"), "data-root"),
                socket(),
                storageDriver(),
                new RegistrySettings(mirrors(), insecureRegistries()),
                downloads(),
                logLevel(),
                text(ConfigKey.PIDFILE).map(pidfile -> path(pidfile, "pidfile")),
                text(ConfigKey.GROUP).orElse("varve"),
                text(ConfigKey.GROUP).isEmpty());
    }

    private Path socket() {
        List<String> hosts = values.getOrDefault(ConfigKey.HOSTS, List.of(DEFAULT_SOCKET));
        if (hosts.size() != 1) {
            throw new ConfigException(
                    "varved listens on exactly one host, but these are given: "
                            + String.join(", ", hosts));
        }
        String host = hosts.getFirst();
        if (!host.startsWith("unix://") || host.length() == "unix://".length()) {
            throw new ConfigException(
                    "cannot listen on "
                            + host
                            + ": varved listens on a Unix socket only, never on TCP; give"
                            + " --host unix:///path/to/socket");
        }
        Path socket = path(host.substring("unix://".length()), "host");
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_BYTES) {
            throw new ConfigException(
                    "cannot listen on "
                            + socket
                            + ": the path of a Unix socket has at most "
                            + SOCKET_PATH_BYTES
                            + " bytes, this one has "
                            + length);
        }
        return socket;
    }

    private Optional<String> storageDriver() {
        Optional<String> driver = text(ConfigKey.STORAGE_DRIVER).filter(name -> !name.isEmpty());
        if (driver.isPresent() && !DRIVERS.contains(driver.get())) {
            throw new ConfigException(
                    "there is no storage driver "
                            + driver.get()
                            + ": choose overlay2, fuse-overlayfs, btrfs, zfs or vfs");
        }
        return driver;
    }

    private List<URI> mirrors() {
        return values.getOrDefault(ConfigKey.REGISTRY_MIRRORS, List.of()).stream()
                .map(ConfigReader::mirror)
                .toList();
    }

    private static URI mirror(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new ConfigException(
                    "invalid mirror: \"" + text + "\" is not a valid URI: " + e.getReason());
        }
        String scheme = Optional.ofNullable(uri.getScheme()).orElse("");
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new ConfigException(
                    "invalid mirror: unsupported scheme \""
                            + scheme
                            + "\" in \""
                            + text
                            + "\": must use either 'https://' or 'http://'");
        }
        if (uri.getHost() == null) {
            throw new ConfigException("invalid mirror: \"" + text + "\" names no host");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new ConfigException(
                    "invalid mirror: query or fragment at end of the URI \"" + text + "\"");
        }
        if (uri.getRawUserInfo() != null) {
            throw new ConfigException(
                    "invalid mirror: username/password not allowed in URI \""
                            + uri.getScheme()
                            + "://xxxxx@"
                            + uri.getHost()
                            + "\"");
        }
        return uri;
    }

    private Set<String> insecureRegistries() {
        Set<String> result = new HashSet<>();
        for (String text : values.getOrDefault(ConfigKey.INSECURE_REGISTRIES, List.of())) {
            if (text.isBlank() || text.contains("://")) {
                throw new ConfigException(
                        "insecure registry \""
                                + text
                                + "\" must be host[:port] or a CIDR block, without a scheme");
            }
            result.add(text);
        }
        return result;
    }

    private DownloadSettings downloads() {
        DownloadSettings standard = DownloadSettings.STANDARD;
        int attempts = number(ConfigKey.MAX_DOWNLOAD_ATTEMPTS, standard.attempts(), MAX_DOWNLOADS);
        int wait =
                number(
                        ConfigKey.MAX_DOWNLOAD_WAIT,
                        Math.toIntExact(standard.patience().toSeconds()),
                        MAX_SECONDS);
        int stall =
                number(
                        ConfigKey.DOWNLOAD_STALL_TIMEOUT,
                        Math.toIntExact(standard.stall().toSeconds()),
                        MAX_SECONDS);
        return new DownloadSettings(
                number(ConfigKey.MAX_CONCURRENT_DOWNLOADS, standard.concurrent(), MAX_DOWNLOADS),
                attempts,
                Duration.ofSeconds(wait),
                Duration.ofSeconds(stall));
    }

    private int number(ConfigKey key, int standard, int most) {
        String text = text(key).orElse(Integer.toString(standard));
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalidNumber(key, text, most);
        }
        throw invalidNumber(key, text, most);
    }

    private static ConfigException invalidNumber(ConfigKey key, String text, int most) {
        return new ConfigException(
                "invalid "
                        + key.fileKey().replace('-', ' ')
                        + ": "
                        + text
                        + ": must be a number from 1 to "
                        + most);
    }

    private LogLevel logLevel() {
        String text = text(ConfigKey.LOG_LEVEL).orElse("info");
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "debug" -> LogLevel.DEBUG;
            case "info" -> LogLevel.INFO;
            case "warn" -> LogLevel.WARN;
            case "error" -> LogLevel.ERROR;
            default ->
                    throw new ConfigException(
                            "invalid logging level: "
                                    + text
                                    + ": choose debug, info, warn or error");
        };
    }

    private Optional<String> text(ConfigKey key) {
        return values.getOrDefault(key, List.of()).stream().findFirst();
    }

    private static Path path(String text, String what) {
        Path path;
        try {
            path = Path.of(text);
        } catch (InvalidPathException e) {
            throw new ConfigException(what + " is not a path: " + e.getReason());
        }
        if (!path.isAbsolute()) {
            throw new ConfigException(what + " must be an absolute path, not \"" + text + "\"");
        }
        return path.normalize();
    }

    private static String shown(ConfigKey key, List<String> value) {
        return switch (key.shape()) {
            case TEXT, NUMBER -> value.isEmpty() ? "" : value.getFirst();
            case LIST -> value.toString();
        };
    }
}
