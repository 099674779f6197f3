package dev.varve.daemon;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/// Reads the object `limits` of the configuration file. What is wrong with it is told with the key,
/// the value and what is allowed: an operator who wrote it relies on it.
final class LimitsObject {
    static final String KEY = "limits";

    private LimitsObject() {}

    static DaemonLimits read(Path file, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw ConfigFile.failure(file, "the value of " + KEY + " must be an object");
        }
        Map<LimitKey, Long> set = new EnumMap<>(LimitKey.class);
        TreeSet<String> unknown = new TreeSet<>();
        object.properties()
                .forEach(entry ->
                        LimitKey.ofFileKey(entry.getKey())
                                .ifPresentOrElse(
                                        key -> set.put(key, value(file, key, entry.getValue())),
                                        () -> unknown.add(KEY + "." + entry.getKey())));
        if (!unknown.isEmpty()) {
            throw ConfigFile.unknown(file, unknown);
        }
        return DaemonLimits.of(set);
    }

    private static long value(Path file, LimitKey key, JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            long value = node.longValue();
            if (value >= key.least() && value <= key.most()) {
                return value;
            }
        }
        throw ConfigFile.failure(
                file,
                "the value of "
                        + KEY
                        + "."
                        + key.fileKey()
                        + " must be a number from "
                        + key.least()
                        + " to "
                        + key.most()
                        + ", not "
                        + node);
    }
}
