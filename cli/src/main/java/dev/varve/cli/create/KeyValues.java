package dev.varve.cli.create;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Environment variables and labels, from options and from files.
final class KeyValues {
    private KeyValues() {}

    /// `KEY=value`, of the files first. A `KEY` alone takes its value from the client's
    /// environment; when that has none it stays alone, which takes the image's own away.
    static List<String> variables(
            List<String> files, List<String> options, Map<String, String> environment) {
        List<String> variables = new ArrayList<>();
        for (String file : files) {
            for (String line : lines(file)) {
                add(variables, line, environment);
            }
        }
        for (String option : options) {
            if (option.isEmpty() || option.startsWith("=")) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid argument \""
                                + option
                                + "\" for \"-e, --env\" flag: invalid environment variable: "
                                + option);
            }
            add(variables, option, environment);
        }
        return variables;
    }

    private static void add(List<String> variables, String entry, Map<String, String> environment) {
        boolean alone = entry.indexOf('=') < 0 && environment.containsKey(entry);
        variables.add(alone ? entry + "=" + environment.get(entry) : entry);
    }

    /// Labels, of the files first; one without `=` has no value.
    static Map<String, String> labels(List<String> files, List<String> options) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String file : files) {
            lines(file).forEach(line -> put(labels, line));
        }
        options.forEach(option -> put(labels, option));
        return labels;
    }

    /// Entries `key=value`.
    static Map<String, String> map(List<String> options, char separator) {
        Map<String, String> map = new LinkedHashMap<>();
        options.forEach(option -> put(map, option, separator));
        return map;
    }

    private static void put(Map<String, String> map, String entry) {
        put(map, entry, '=');
    }

    private static void put(Map<String, String> map, String entry, char separator) {
        int at = entry.indexOf(separator);
        map.put(at < 0 ? entry : entry.substring(0, at), at < 0 ? "" : entry.substring(at + 1));
    }

    /// Lines that are neither empty nor a comment.
    private static List<String> lines(String file) {
        List<String> lines = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(Path.of(file))) {
                String trimmed = line.stripLeading();
                int equals = trimmed.indexOf('=');
                String key = equals < 0 ? trimmed : trimmed.substring(0, equals);
                if (trimmed.isEmpty() || trimmed.startsWith("#")) {
                    continue;
                }
                if (key.isEmpty() || key.chars().anyMatch(Character::isWhitespace)) {
                    throw new Failure(
                            ExitCode.USAGE,
                            "invalid env file ("
                                    + file
                                    + "): variable '"
                                    + key
                                    + "' "
                                    + (key.isEmpty() ? "has no name" : "contains whitespaces"));
                }
                lines.add(trimmed);
            }
            return lines;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    Files.exists(Path.of(file))
                            ? "cannot read " + file + ": " + e.getMessage()
                            : "open " + file + ": no such file or directory",
                    e);
        }
    }
}
