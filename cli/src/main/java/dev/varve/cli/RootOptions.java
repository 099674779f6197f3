package dev.varve.cli;

import dev.varve.api.DefaultSocket;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.util.Iterator;
import java.util.Map;

/// The options before the verb, which are docker's: where the daemon is, where the client's
/// configuration lies, and those that have no meaning here but stand in scripts.
final class RootOptions {
    private static final String LONG_WITH_VALUE =
            " --host --config --context --log-level --tlscacert --tlscert --tlskey ";
    private static final String SHORT_WITH_VALUE = "Hcl";

    private final Map<String, String> environment;
    private String host;
    private boolean debug;
    private boolean version;

    /// @param environment is changed by `--config`
    RootOptions(Map<String, String> environment) {
        this.environment = environment;
        String named = environment.getOrDefault("VARVE_HOST", "");
        this.host = named.isEmpty() ? "unix://" + DefaultSocket.ofClient(environment) : named;
    }

    String host() {
        return host;
    }

    boolean debug() {
        return debug;
    }

    /// Whether `--version` was asked for.
    boolean version() {
        return version;
    }

    /// Reads a word that starts with `-`, and the next one where that is its value.
    void read(String word, Iterator<String> rest) {
        if (!word.startsWith("--")) {
            cluster(word, rest);
            return;
        }
        int equals = word.indexOf('=');
        String name = equals < 0 ? word : word.substring(0, equals);
        if (LONG_WITH_VALUE.contains(" " + name + " ")) {
            set(name, equals < 0 ? next(word, rest) : word.substring(equals + 1));
        } else {
            turn(name, equals < 0 || isTrue(word.substring(equals + 1)), word);
        }
    }

    /// Short options may stand together, the last one with its value: `-DHunix:///x`.
    private void cluster(String word, Iterator<String> rest) {
        for (int i = 1; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (SHORT_WITH_VALUE.indexOf(letter) < 0) {
                turn("-" + letter, true, "-" + letter);
                continue;
            }
            String value = word.substring(i + 1);
            if (value.isEmpty()) {
                value = next("-" + letter, rest);
            } else if (value.startsWith("=")) {
                value = value.substring(1);
            }
            set("-" + letter, value);
            return;
        }
    }

    private void set(String name, String value) {
        switch (name) {
            case "-H", "--host" -> host = value;
            case "--config" -> environment.put("DOCKER_CONFIG", value);
            case "-c", "--context" -> context(value);
            case "-l", "--log-level" -> logLevel(value);
            default -> throw tls(name);
        }
    }

    private void turn(String name, boolean on, String word) {
        switch (name) {
            case "-D", "--debug" -> debug = on;
            case "-v", "--version" -> version = on;
            case "--tls", "--tlsverify" -> {
                if (on) {
                    throw tls(name);
                }
            }
            default -> {
                String kind = word.startsWith("--") ? "unknown flag: " : "unknown shorthand flag: ";
                throw usage(kind + word);
            }
        }
    }

    private static void context(String name) {
        if (!name.equals("default")) {
            throw usage(
                    "cannot use context \""
                            + name
                            + "\": Varve has no contexts but \"default\"; name the daemon's socket"
                            + " with -H or VARVE_HOST");
        }
    }

    private static void logLevel(String level) {
        switch (level) {
            case "debug", "info", "warn", "error", "fatal" -> {}
            default -> throw usage("unable to parse logging level: " + level);
        }
    }

    private static Failure tls(String name) {
        return usage(
                "cannot use "
                        + name
                        + ": Varve listens on a Unix socket only, which needs no TLS; leave the"
                        + " option out and name the socket with -H or VARVE_HOST");
    }

    private static String next(String word, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw usage("flag needs an argument: " + word);
        }
        return rest.next();
    }

    private static boolean isTrue(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> throw usage("\"" + value + "\" is neither true nor false");
        };
    }

    private static Failure usage(String problem) {
        return new Failure(ExitCode.USAGE, problem + "\n\nRun 'varve --help' for more information");
    }
}
