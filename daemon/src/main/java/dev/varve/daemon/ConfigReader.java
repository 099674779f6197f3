package dev.varve.daemon;

import dev.varve.EngineSettings;
import dev.varve.daemon.DaemonConfig.LogLevel;
import dev.varve.pull.DownloadSettings;
import dev.varve.registry.Patience;
import dev.varve.registry.RegistrySettings;
import dev.varve.storage.DriverOptionException;
import dev.varve.storage.DriverOptions;

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
    private static final int SOCKET_PATH_BYTES = 107;
    private static final int MAX_AT_ONCE = 1000;
    private static final int MAX_SECONDS = 86_400;

    private final Map<ConfigKey, List<String>> values;
    private final DaemonLimits limits;
    private final Defaults defaults;

    private ConfigReader(
            Map<ConfigKey, List<String>> values, DaemonLimits limits, Defaults defaults) {
        this.values = values;
        this.limits = limits;
        this.defaults = defaults;
    }

    /// @param flags only what was given
    static DaemonConfig read(
            Map<ConfigKey, List<String>> flags,
            Path configFile,
            boolean explicitFile,
            Defaults defaults,
            Map<String, String> environment) {
        ConfigFile.Content content = ConfigFile.read(configFile, explicitFile);
        Map<ConfigKey, List<String>> file = content.values();
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
        return new ConfigReader(all, content.limits(), defaults).config(environment);
    }

    private DaemonConfig config(Map<String, String> environment) {
        ReachConfig reach = new ReachConfig(this::text, environment);
        return new DaemonConfig(
                text(ConfigKey.DATA_ROOT)
                        .map(root -> path(root, "data-root"))
                        .orElse(defaults.dataRoot()),
                socket(),
                storageDriver(),
                storageOptions(),
                new RegistrySettings(
                        mirrors(),
                        insecureRegistries(),
                        reach.hostDirectories(),
                        reach.proxies(),
                        patience()),
                downloads(),
                number(ConfigKey.MAX_CONCURRENT_UPLOADS, EngineSettings.UPLOADS, MAX_AT_ONCE),
                logLevel(),
                text(ConfigKey.PIDFILE).map(pidfile -> path(pidfile, "pidfile")),
                text(ConfigKey.GROUP).orElse(defaults.group()),
                text(ConfigKey.GROUP).isEmpty(),
                limits);
    }

    private Path socket() {
        List<String> hosts =
                values.getOrDefault(ConfigKey.HOSTS, List.of("unix://" + defaults.socket()));
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
        if (driver.isPresent() && DriverTypes.find(driver.get()).isEmpty()) {
            throw new ConfigException(
                    "there is no storage driver "
                            + driver.get()
                            + ": choose one of "
                            + DriverTypes.names());
        }
        return driver;
    }

    /// An option of a driver that is not in use is no error: the root may hold layers of it.
    private DriverOptions storageOptions() {
        try {
            DriverOptions options =
                    DriverOptions.parse(values.getOrDefault(ConfigKey.STORAGE_OPTS, List.of()));
            DriverTypes.requireKnown(options);
            return options;
        } catch (DriverOptionException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
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
        return new DownloadSettings(
                number(ConfigKey.MAX_CONCURRENT_DOWNLOADS, standard.concurrent(), MAX_AT_ONCE),
                number(ConfigKey.MAX_DOWNLOAD_ATTEMPTS, standard.attempts(), MAX_AT_ONCE),
                seconds(ConfigKey.MAX_DOWNLOAD_WAIT, standard.patience()));
    }

    private Patience patience() {
        Patience standard = Patience.STANDARD;
        return standard.withStall(seconds(ConfigKey.DOWNLOAD_STALL_TIMEOUT, standard.stall()));
    }

    private Duration seconds(ConfigKey key, Duration standard) {
        return Duration.ofSeconds(number(key, Math.toIntExact(standard.toSeconds()), MAX_SECONDS));
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
        if (key.isProxy() && key != ConfigKey.NO_PROXY) {
            return "xxxxx";
        }
        return switch (key.shape()) {
            case TEXT, NUMBER -> value.isEmpty() ? "" : value.getFirst();
            case LIST -> value.toString();
        };
    }
}
