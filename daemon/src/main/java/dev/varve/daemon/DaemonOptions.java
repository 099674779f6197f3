package dev.varve.daemon;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// The command line of `varved`, under dockerd's names. Told to picocli by calls: it reads
/// annotations by reflection, through proxies that are made at each start.
final class DaemonOptions {
    private final CommandSpec spec =
            CommandSpec.wrapWithoutInspection(null, new NoObjects()).name("varved");
    private final Map<ConfigKey, OptionSpec> settings = new EnumMap<>(ConfigKey.class);
    private final OptionSpec configFile =
            add(
                    OptionSpec.builder("--config-file")
                            .type(Path.class)
                            .paramLabel("FILE")
                            .description("Configuration file."));
    private final OptionSpec version = flag("Print the version and exit.", "-v", "--version");
    private final OptionSpec validate = flag("Check the configuration and exit.", "--validate");
    private final OptionSpec help = flag("Print this and exit.", "-h", "--help");

    private DaemonOptions() {
        spec.usageMessage()
                .description(
                        "Keeps container images and serves the image side of the Docker Engine"
                                + " API.")
                .footer("%n'varved check --help': looks for damage in a store without a daemon.")
                .sortOptions(true)
                .autoWidth(true);
        one(ConfigKey.DATA_ROOT, "DIR", "Where the store lies.", "--data-root");
        many(
                ConfigKey.HOSTS,
                "URL",
                "Socket to listen on, unix:///run/varve/varve.sock by default.",
                "-H",
                "--host");
        one(
                ConfigKey.STORAGE_DRIVER,
                "NAME",
                "overlay2, fuse-overlayfs, btrfs, zfs or vfs.",
                "-s",
                "--storage-driver");
        many(
                ConfigKey.STORAGE_OPTS,
                "DRIVER.OPTION=VALUE",
                "Option of a storage driver, such as zfs.fsname=tank/varve.",
                "--storage-opt");
        many(
                ConfigKey.REGISTRY_MIRRORS,
                "URL",
                "Mirror of docker.io, asked before it.",
                "--registry-mirror");
        many(
                ConfigKey.INSECURE_REGISTRIES,
                "HOST",
                "host[:port] or CIDR block that may be spoken to without TLS.",
                "--insecure-registry");
        one(
                ConfigKey.REGISTRY_CONFIG_PATH,
                "DIR[:DIR]",
                "Where HOST/hosts.toml and certificates of registries are,"
                        + " /etc/varve/certs.d:/etc/docker/certs.d by default.",
                "--registry-config-path");
        one(ConfigKey.HTTP_PROXY, "URL", "Proxy for http, HTTP_PROXY by default.", "--http-proxy");
        one(
                ConfigKey.HTTPS_PROXY,
                "URL",
                "Proxy for https, HTTPS_PROXY by default.",
                "--https-proxy");
        one(
                ConfigKey.NO_PROXY,
                "LIST",
                "Hosts to reach without a proxy, NO_PROXY by default.",
                "--no-proxy");
        one(
                ConfigKey.MAX_CONCURRENT_DOWNLOADS,
                "N",
                "Blobs fetched at once, 3 by default.",
                "--max-concurrent-downloads");
        one(
                ConfigKey.MAX_CONCURRENT_UPLOADS,
                "N",
                "Layers sent at once, 5 by default.",
                "--max-concurrent-uploads");
        one(
                ConfigKey.MAX_DOWNLOAD_ATTEMPTS,
                "N",
                "How often in a row a download may fail, 5 by default.",
                "--max-download-attempts");
        one(
                ConfigKey.MAX_DOWNLOAD_WAIT,
                "SECONDS",
                "How long a download may make no progress over all its attempts, 600 by"
                        + " default.",
                "--max-download-wait");
        one(
                ConfigKey.DOWNLOAD_STALL_TIMEOUT,
                "SECONDS",
                "How long a connection may bring nothing, 30 by default.",
                "--download-stall-timeout");
        one(ConfigKey.LOG_LEVEL, "LEVEL", "debug, info, warn or error.", "-l", "--log-level");
        one(ConfigKey.PIDFILE, "FILE", "Where to write the process ID.", "-p", "--pidfile");
        one(
                ConfigKey.GROUP,
                "GROUP",
                "Group that may use the socket, varve by default.",
                "-G",
                "--group");
    }

    /// @throws ParameterException when they are not those of `varved`
    static DaemonOptions parse(String... args) {
        DaemonOptions options = new DaemonOptions();
        options.commandLine().parseArgs(args);
        return options;
    }

    private CommandLine commandLine() {
        return new CommandLine(spec, new NoObjects());
    }

    /// Nothing has to be made for these options. picocli's own factory looks for Groovy in all
    /// jars.
    private static final class NoObjects implements CommandLine.IFactory {
        @Override
        public <K> K create(Class<K> type) {
            throw new IllegalStateException("the options of varved need no " + type);
        }
    }

    private void one(ConfigKey key, String label, String description, String... names) {
        settings.put(key, add(setting(label, description, names).type(String.class)));
    }

    private void many(ConfigKey key, String label, String description, String... names) {
        settings.put(key, add(setting(label, description, names).type(String[].class)));
    }

    private static OptionSpec.Builder setting(String label, String description, String... names) {
        return OptionSpec.builder(names).paramLabel(label).description(description);
    }

    private OptionSpec flag(String description, String... names) {
        return add(OptionSpec.builder(names).type(boolean.class).description(description));
    }

    private OptionSpec add(OptionSpec.Builder option) {
        OptionSpec made = option.build();
        spec.addOption(made);
        return made;
    }

    boolean version() {
        return isSet(version);
    }

    boolean validate() {
        return isSet(validate);
    }

    boolean help() {
        return isSet(help);
    }

    private static boolean isSet(OptionSpec flag) {
        return Boolean.TRUE.equals(flag.getValue());
    }

    void usage(PrintWriter out) {
        commandLine().usage(out);
    }

    DaemonConfig config() {
        Defaults defaults = Defaults.here();
        @Nullable Path given = configFile.getValue();
        Path file = given == null ? defaults.configFile() : given;
        return ConfigReader.read(given(), file, given != null, defaults, System.getenv());
    }

    private Map<ConfigKey, List<String>> given() {
        Map<ConfigKey, List<String>> given = new EnumMap<>(ConfigKey.class);
        settings.forEach((key, option) -> {
            @Nullable Object value = option.getValue();
            switch (value) {
                case null -> {}
                case String[] values -> given.put(key, List.of(values));
                default -> given.put(key, List.of(String.valueOf(value)));
            }
        });
        return given;
    }
}
