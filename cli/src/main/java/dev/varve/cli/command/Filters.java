package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.template.GoJson;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The filters of a request: for each key the values, in the shape that the daemon reads.
public final class Filters {
    private final Map<String, Map<String, Boolean>> filters = new TreeMap<>();

    /// Reads `key=value` options.
    public static Filters of(List<String> options) {
        Filters filters = new Filters();
        for (String option : options) {
            int equals = option.indexOf('=');
            String key =
                    equals < 0 ? "" : option.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            String value = option.substring(equals + 1).strip();
            if (key.isEmpty() || value.isEmpty()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid filter '"
                                + option
                                + "': write --filter name=value, for example --filter"
                                + " dangling=true");
            }
            filters.add(key, value);
        }
        return filters;
    }

    public Filters add(String key, String value) {
        filters.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(value, true);
        return this;
    }

    /// Adds those of the client's configuration. A filter of the command line that says the
    /// opposite wins.
    public void addConfigured(List<String> configured) {
        for (String filter : configured) {
            int equals = filter.indexOf('=');
            if (equals <= 0) {
                continue;
            }
            String key = filter.substring(0, equals);
            String value = filter.substring(equals + 1);
            String opposite =
                    switch (key) {
                        case "label" -> "label!";
                        case "label!" -> "label";
                        default -> "";
                    };
            Map<String, Boolean> given = filters.get(opposite);
            if (given == null || !given.containsKey(value)) {
                add(key, value);
            }
        }
    }

    /// Refuses keys that the verb does not know, before anything is asked of the daemon.
    public void requireKeys(List<String> known) {
        for (String key : filters.keySet()) {
            if (!known.contains(key)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "invalid filter '" + key + "': known are " + String.join(", ", known));
            }
        }
    }

    /// `{"dangling":{"true":true}}`, or "" for no filters.
    public String json() {
        return filters.isEmpty() ? "" : GoJson.write(filters);
    }
}
