package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.template.GoJson;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Reads `os[/arch[/variant]]` as containerd does, and writes it as the daemon takes it.
public final class Platforms {
    private static final Set<String> SYSTEMS =
            Set.of(
                    "aix",
                    "android",
                    "darwin",
                    "dragonfly",
                    "freebsd",
                    "hurd",
                    "illumos",
                    "ios",
                    "js",
                    "linux",
                    "nacl",
                    "netbsd",
                    "openbsd",
                    "plan9",
                    "solaris",
                    "windows",
                    "zos");
    private static final Set<String> MACHINES =
            Set.of(
                    "386",
                    "amd64",
                    "amd64p32",
                    "arm",
                    "armbe",
                    "arm64",
                    "arm64be",
                    "ppc64",
                    "ppc64le",
                    "loong64",
                    "mips",
                    "mipsle",
                    "mips64",
                    "mips64le",
                    "mips64p32",
                    "mips64p32le",
                    "ppc",
                    "riscv",
                    "riscv64",
                    "s390",
                    "s390x",
                    "sparc",
                    "sparc64",
                    "wasm");

    private record Platform(String os, String architecture, String variant) {}

    private Platforms() {}

    /// `{"architecture":"arm64","os":"linux"}`, or "" for "".
    public static String json(String specifier) {
        if (specifier.isEmpty()) {
            return "";
        }
        Platform platform = parse(specifier);
        Map<String, String> json = new LinkedHashMap<>();
        json.put("architecture", platform.architecture());
        json.put("os", platform.os());
        if (!platform.variant().isEmpty()) {
            json.put("variant", platform.variant());
        }
        return GoJson.write(json);
    }

    /// `linux/arm/v7`, or "" for "".
    public static String normalized(String specifier) {
        if (specifier.isEmpty()) {
            return "";
        }
        Platform platform = parse(specifier);
        return platform.os()
                + "/"
                + platform.architecture()
                + (platform.variant().isEmpty() ? "" : "/" + platform.variant());
    }

    /// What `--platform` stands at when it is not given.
    public static String preset(Map<String, String> environment) {
        return environment.getOrDefault("DOCKER_DEFAULT_PLATFORM", "");
    }

    /// The machine that the client runs on, in Go's words.
    public static String ownMachine() {
        String machine = System.getProperty("os.arch", "");
        return machine.equals("aarch64") ? "arm64" : machine;
    }

    private static Platform parse(String specifier) {
        String[] parts = specifier.split("/", -1);
        for (String part : parts) {
            if (!part.matches("[A-Za-z0-9_.-]+")) {
                throw invalid(specifier, "\"" + part + "\" is no part of a platform");
            }
        }
        String os = parts[0].toLowerCase(Locale.ROOT);
        os = os.equals("macos") ? "darwin" : os;
        return switch (parts.length) {
            case 1 -> single(specifier, os);
            case 2 -> {
                Platform platform = machine(os, parts[1], "");
                yield platform.architecture().equals("arm") && platform.variant().equals("v7")
                        ? new Platform(os, "arm", "")
                        : platform;
            }
            case 3 -> {
                Platform platform = machine(os, parts[1], parts[2]);
                yield platform.architecture().equals("arm64") && platform.variant().isEmpty()
                        ? new Platform(os, "arm64", "v8")
                        : platform;
            }
            default -> throw invalid(specifier, "it has more than three parts");
        };
    }

    private static Platform single(String specifier, String word) {
        if (SYSTEMS.contains(word)) {
            return new Platform(word, ownMachine(), "");
        }
        Platform platform = machine("linux", word, "");
        if (!MACHINES.contains(platform.architecture())) {
            throw invalid(specifier, "it is no operating system or architecture that is known");
        }
        return platform.architecture().equals("arm") && platform.variant().equals("v7")
                ? new Platform("linux", "arm", "")
                : platform;
    }

    private static Platform machine(String os, String name, String variantName) {
        String variant = variantName.toLowerCase(Locale.ROOT);
        String machine = name.toLowerCase(Locale.ROOT);
        return switch (machine) {
            case "i386" -> new Platform(os, "386", "");
            case "x86_64", "x86-64", "amd64" ->
                    new Platform(os, "amd64", variant.equals("v1") ? "" : variant);
            case "aarch64", "arm64" ->
                    switch (variant) {
                        case "8", "v8", "v8.0" -> new Platform(os, "arm64", "");
                        case "9", "9.0", "v9.0" -> new Platform(os, "arm64", "v9");
                        default -> new Platform(os, "arm64", variant);
                    };
            case "armhf" -> new Platform(os, "arm", "v7");
            case "armel" -> new Platform(os, "arm", "v6");
            case "arm" ->
                    switch (variant) {
                        case "", "7" -> new Platform(os, "arm", "v7");
                        case "5", "6", "8" -> new Platform(os, "arm", "v" + variant);
                        default -> new Platform(os, "arm", variant);
                    };
            default -> new Platform(os, machine, variant);
        };
    }

    private static Failure invalid(String specifier, String why) {
        return new Failure(
                ExitCode.USAGE,
                "invalid platform \""
                        + specifier
                        + "\": "
                        + why
                        + "; write os[/arch[/variant]], for example linux/arm64");
    }
}
