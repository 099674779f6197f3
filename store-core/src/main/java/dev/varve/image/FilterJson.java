package dev.varve.image;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Reads the `filters` parameter of the Docker Engine API, in its present form
/// `{"label":{"a=b":true}}` and its old one `{"label":["a=b"]}`. A value that is there twice counts
/// once.
public final class FilterJson {
    private FilterJson() {}

    /// @param text "" for no filters. Anything but the two forms, and a mixture of them, is
    ///   [InvalidArgument]
    public static Map<String, List<String>> parse(String text) {
        if (text.isEmpty()) {
            return Map.of();
        }
        JsonNode root;
        try {
            root = Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new InvalidArgument("invalid filter", e);
        }
        if (root.isNull()) {
            return Map.of();
        }
        if (!root.isObject() || isMixed(root)) {
            throw invalid();
        }
        Map<String, List<String>> filters = new LinkedHashMap<>();
        root.fieldNames().forEachRemaining(key -> filters.put(key, values(root.path(key))));
        return Collections.unmodifiableMap(filters);
    }

    private static boolean isMixed(JsonNode root) {
        return root.valueStream().map(JsonNode::getNodeType).distinct().count() > 1;
    }

    private static List<String> values(JsonNode node) {
        Set<String> values = new LinkedHashSet<>();
        if (node.isArray()) {
            for (JsonNode value : node) {
                if (!value.isTextual()) {
                    throw invalid();
                }
                values.add(value.textValue());
            }
        } else if (node.isObject()) {
            node.fieldNames()
                    .forEachRemaining(value -> {
                        if (!node.path(value).isBoolean() || !node.path(value).booleanValue()) {
                            throw invalid();
                        }
                        values.add(value);
                    });
        } else {
            throw invalid();
        }
        return List.copyOf(values);
    }

    private static InvalidArgument invalid() {
        return new InvalidArgument("invalid filter");
    }
}
