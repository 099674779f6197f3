package dev.varve.cli.create;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Options;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.template.GoJson;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// The request that the options of `create` make.
final class CreateBody {
    private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

    /// Lists that docker's client sends even when there is nothing in them, and that `inspect`
    /// shows so.
    private static final List<String> EMPTY_LISTS =
            List.of(
                    "Dns",
                    "DnsOptions",
                    "DnsSearch",
                    "BlkioWeightDevice",
                    "BlkioDeviceReadBps",
                    "BlkioDeviceWriteBps",
                    "BlkioDeviceReadIOps",
                    "BlkioDeviceWriteIOps");

    private final Given options;
    private final Map<String, String> environment;
    private final Map<String, Object> config = new LinkedHashMap<>();
    private final Map<String, Object> host = new LinkedHashMap<>();

    private CreateBody(Given options, Map<String, String> environment) {
        this.options = options;
        this.environment = environment;
    }

    /// @param command what follows the image, empty for its own
    static String of(
            Given options, String image, List<String> command, Map<String, String> environment) {
        CreateBody body = new CreateBody(options, environment);
        for (CreateFlag flag : CreateFlags.all()) {
            body.put(flag);
        }
        body.putConfig(image, command);
        body.putHost();
        body.config.put("HostConfig", body.host);
        body.config.put("NetworkingConfig", Map.of("EndpointsConfig", Map.of()));
        return GoJson.write(body.config);
    }

    /// A field that takes the value as it is.
    private void put(CreateFlag flag) {
        if (!Options.isGiven(options, flag.longName())) {
            return;
        }
        switch (flag.place()) {
            case CONFIG -> config.put(flag.key(), value(flag));
            case HOST -> host.put(flag.key(), value(flag));
            case SPECIAL, NOWHERE -> {}
        }
    }

    private Object value(CreateFlag flag) {
        String name = flag.longName();
        return switch (flag.kind()) {
            case FLAG -> Options.isSet(options, name);
            case TEXT -> Options.text(options, name);
            case TEXTS -> Options.texts(options, name);
            case MAP -> KeyValues.map(Options.texts(options, name), '=');
            case NUMBER -> Options.number(options, name, 0);
            case BYTES -> ByteCount.of(Options.text(options, name), name);
        };
    }

    private void putConfig(String image, List<String> command) {
        config.put("Image", image);
        if (!command.isEmpty()) {
            config.put("Cmd", command);
        }
        if (Options.isGiven(options, "--entrypoint")) {
            config.put("Entrypoint", List.of(Options.text(options, "--entrypoint")));
        }
        List<String> attach = Options.texts(options, "--attach");
        boolean open = Options.isSet(options, "--interactive");
        boolean attachIn = open || attaches(attach, "stdin");
        config.put("AttachStdin", attachIn);
        config.put("AttachStdout", attach.isEmpty() || attaches(attach, "stdout"));
        config.put("AttachStderr", attach.isEmpty() || attaches(attach, "stderr"));
        config.put("OpenStdin", open);
        config.put("StdinOnce", open && attachIn);
        config.put(
                "Env",
                KeyValues.variables(
                        Options.texts(options, "--env-file"),
                        Options.texts(options, "--env"),
                        environment));
        config.put(
                "Labels",
                KeyValues.labels(
                        Options.texts(options, "--label-file"), Options.texts(options, "--label")));
        Health.of(options).ifPresent(health -> config.put("Healthcheck", health));
        if (Options.isGiven(options, "--stop-timeout")) {
            config.put("StopTimeout", Options.number(options, "--stop-timeout", 0));
        }
    }

    private static boolean attaches(List<String> attach, String stream) {
        return attach.stream().anyMatch(given -> given.toLowerCase(Locale.ROOT).equals(stream));
    }

    private void putHost() {
        PortSpecs ports = new PortSpecs();
        Options.texts(options, "--publish").forEach(ports::publish);
        Options.texts(options, "--expose").forEach(ports::expose);
        config.put("ExposedPorts", ports.exposed());
        host.put("PortBindings", ports.bindings());
        Mounts mounts = new Mounts();
        Options.texts(options, "--volume").forEach(mounts::volume);
        Options.texts(options, "--mount").forEach(mounts::mount);
        config.put("Volumes", mounts.volumes());
        putUnlessEmpty("Binds", mounts.binds());
        if (!mounts.mounts().isEmpty()) {
            host.put("Mounts", mounts.mounts());
        }
        host.put("Tmpfs", KeyValues.map(Options.texts(options, "--tmpfs"), ':'));
        putUnlessEmpty("CapAdd", capabilities("--cap-add"));
        putUnlessEmpty("CapDrop", capabilities("--cap-drop"));
        putUnlessEmpty("ExtraHosts", extraHosts());
        EMPTY_LISTS.forEach(field -> host.putIfAbsent(field, List.of()));
        host.put("RestartPolicy", restartPolicy());
        host.put(
                "LogConfig",
                Map.of(
                        "Type", Options.text(options, "--log-driver"),
                        "Config", KeyValues.map(Options.texts(options, "--log-opt"), '=')));
        List<String> networks = Options.texts(options, "--network");
        host.put("NetworkMode", networks.isEmpty() ? "default" : networks.getFirst());
        host.putIfAbsent("MemorySwappiness", -1L);
        host.put("Devices", devices());
        host.put("Ulimits", ulimits());
        putNumbers();
        if (Options.isGiven(options, "--init")) {
            host.put("Init", Options.isSet(options, "--init"));
        }
        host.put("ContainerIDFile", Options.text(options, "--cidfile"));
    }

    private void putUnlessEmpty(String field, List<String> values) {
        if (!values.isEmpty()) {
            host.put(field, values);
        }
    }

    private void putNumbers() {
        String cpus = Options.text(options, "--cpus");
        if (!cpus.isEmpty()) {
            try {
                host.put("NanoCpus", new BigDecimal(cpus).multiply(NANOS).longValueExact());
            } catch (ArithmeticException | NumberFormatException e) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid argument \""
                                + cpus
                                + "\" for \"--cpus\" flag: write a number such as 1.5",
                        e);
            }
        }
        String swap = Options.text(options, "--memory-swap");
        if (!swap.isEmpty()) {
            host.put("MemorySwap", swap.equals("-1") ? -1L : ByteCount.of(swap, "--memory-swap"));
        }
    }

    /// In capitals, with their prefix, each once.
    private List<String> capabilities(String flag) {
        TreeSet<String> capabilities = new TreeSet<>();
        for (String given : Options.texts(options, flag)) {
            String name = given.toUpperCase(Locale.ROOT);
            boolean complete = name.equals("ALL") || name.startsWith("CAP_");
            capabilities.add(complete ? name : "CAP_" + name);
        }
        return new ArrayList<>(capabilities);
    }

    private List<String> extraHosts() {
        List<String> hosts = new ArrayList<>();
        for (String given : Options.texts(options, "--add-host")) {
            int at = given.indexOf('=') >= 0 ? given.indexOf('=') : given.indexOf(':');
            if (at <= 0 || at == given.length() - 1) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid argument \""
                                + given
                                + "\" for \"--add-host\" flag: bad format for add-host: \""
                                + given
                                + "\"");
            }
            hosts.add(given.substring(0, at) + ":" + given.substring(at + 1));
        }
        return hosts;
    }

    private Map<String, Object> restartPolicy() {
        String policy = Options.text(options, "--restart");
        int colon = policy.indexOf(':');
        String name = colon < 0 ? policy : policy.substring(0, colon);
        String count = colon < 0 ? "0" : policy.substring(colon + 1);
        if (!count.matches("[0-9]{1,9}")) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid restart policy format: maximum retry count must be an" + " integer");
        }
        return Map.of(
                "Name", name.isEmpty() ? "no" : name, "MaximumRetryCount", Long.valueOf(count));
    }

    /// `/dev/a[:/dev/b[:rwm]]`
    private List<Map<String, String>> devices() {
        List<Map<String, String>> devices = new ArrayList<>();
        for (String given : Options.texts(options, "--device")) {
            String[] parts = given.split(":", 3);
            boolean onlyMode = parts.length == 2 && parts[1].matches("[rwm]{1,3}");
            devices.add(
                    Map.of(
                            "PathOnHost",
                            parts[0],
                            "PathInContainer",
                            parts.length > 1 && !onlyMode ? parts[1] : parts[0],
                            "CgroupPermissions",
                            parts.length > 2 ? parts[2] : onlyMode ? parts[1] : "rwm"));
        }
        return devices;
    }

    /// `nofile=1024[:2048]`
    private List<Map<String, Object>> ulimits() {
        List<Map<String, Object>> ulimits = new ArrayList<>();
        for (String given : Options.texts(options, "--ulimit")) {
            int equals = given.indexOf('=');
            String[] limits = given.substring(equals + 1).split(":", 2);
            if (equals <= 0 || !limits[0].matches("-?[0-9]{1,18}")) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid argument \""
                                + given
                                + "\" for \"--ulimit\" flag: write name=soft[:hard]");
            }
            String hard = limits.length > 1 ? limits[1] : limits[0];
            if (!hard.matches("-?[0-9]{1,18}")) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid argument \""
                                + given
                                + "\" for \"--ulimit\" flag: write name=soft[:hard]");
            }
            ulimits.add(
                    Map.of(
                            "Name", given.substring(0, equals),
                            "Soft", Long.valueOf(limits[0]),
                            "Hard", Long.valueOf(hard)));
        }
        return ulimits;
    }
}
