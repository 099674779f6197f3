package dev.varve.daemon;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.oci.Json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads `daemon.json`. The keys are dockerd's; one that Varve does not have is refused, since an
/// operator who wrote it expects something of it.
final class ConfigFile {
    private static final long MAX_BYTES = 1024 * 1024;
    private static final String PROXIES = "proxies";

    private ConfigFile() {}

    /// What a file says.
    ///
    /// @param values by key, a list for each, as flags give them
    /// @param limits the defaults where it says nothing
    record Content(Map<ConfigKey, List<String>> values, DaemonLimits limits) {
        static final Content EMPTY = new Content(Map.of(), DaemonLimits.DEFAULT);
    }

    /// @param explicit whether the operator named this file, so that it must be there
    static Content read(Path file, boolean explicit) {
        String text;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw failure(file, "it is larger than " + MAX_BYTES + " bytes");
            }
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            if (explicit) {
                throw failure(file, "there is no such file");
            }
            return Content.EMPTY;
        } catch (IOException e) {
            throw failure(file, "it cannot be read: " + e.getMessage());
        }
        return text.isBlank() ? Content.EMPTY : content(file, parse(file, text));
    }

    static ConfigException failure(Path file, String reason) {
        return new ConfigException("unable to configure varved with file " + file + ": " + reason);
    }

    static ConfigException unknown(Path file, Set<String> keys) {
        return failure(
                file,
                "the following directives don't match any configuration option: "
                        + String.join(", ", keys));
    }

    private static ObjectNode parse(Path file, String text) {
        try {
            JsonNode node = Json.mapper().readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw failure(file, "it must hold one JSON object");
        } catch (JsonProcessingException e) {
            throw failure(
                    file,
                    "it is not valid JSON, in line "
                            + e.getLocation().getLineNr()
                            + ": "
                            + e.getOriginalMessage());
        }
    }

    private static Content content(Path file, ObjectNode object) {
        JsonNode limits = object.remove(LimitsObject.KEY);
        return new Content(
                values(file, object),
                limits == null ? DaemonLimits.DEFAULT : LimitsObject.read(file, limits));
    }

    private static Map<ConfigKey, List<String>> values(Path file, ObjectNode object) {
        Map<ConfigKey, List<String>> values = new LinkedHashMap<>();
        TreeSet<String> unknown = new TreeSet<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            boolean proxies = entry.getKey().equals(PROXIES);
            if (proxies && entry.getValue() instanceof ObjectNode inner) {
                inner.properties().forEach(each -> take(file, each, true, values, unknown));
            } else if (proxies) {
                throw failure(file, "the value of " + PROXIES + " must be an object");
            } else {
                take(file, entry, false, values, unknown);
            }
        }
        if (!unknown.isEmpty()) {
            throw unknown(file, unknown);
        }
        return values;
    }

    private static void take(
            Path file,
            Map.Entry<String, JsonNode> entry,
            boolean proxy,
            Map<ConfigKey, List<String>> values,
            Set<String> unknown) {
        ConfigKey.ofFileKey(entry.getKey())
                .filter(key -> key.isProxy() == proxy)
                .ifPresentOrElse(
                        key -> values.put(key, value(file, key, entry.getValue())),
                        () -> unknown.add((proxy ? PROXIES + "." : "") + entry.getKey()));
    }

    private static List<String> value(Path file, ConfigKey key, JsonNode node) {
        return switch (key.shape()) {
            case TEXT -> {
                require(file, key, node.isTextual(), "a string");
                yield List.of(node.textValue());
            }
            case NUMBER -> {
                require(file, key, node.isIntegralNumber(), "a number");
                yield List.of(node.asText());
            }
            case LIST -> {
                require(file, key, node.isArray(), "a list of strings");
                List<String> texts = new ArrayList<>();
                for (JsonNode item : node) {
                    require(file, key, item.isTextual(), "a list of strings");
                    texts.add(item.textValue());
                }
                yield texts;
            }
        };
    }

    private static void require(Path file, ConfigKey key, boolean holds, String wanted) {
        if (!holds) {
            throw failure(file, "the value of " + key.fileKey() + " must be " + wanted);
        }
    }
}
