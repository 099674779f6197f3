package dev.varve.image.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.image.config.RunField.Kind;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

/// The values that fields may have. Objects that are maps in Go come out sorted by key.
final class RunValues {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private RunValues() {}

    /// @return the value to keep, or empty for one of another kind
    static Optional<JsonNode> read(Kind kind, JsonNode value) {
        return switch (kind) {
            case TEXT -> only(value, value.isTextual());
            case FLAG -> only(value, value.isBoolean());
            case NUMBER -> only(value, value.isIntegralNumber() && value.canConvertToLong());
            case TEXTS -> only(value, isTexts(value));
            case WORDS ->
                    value.isTextual()
                            ? Optional.of(NODES.arrayNode().add(value.textValue()))
                            : only(value, isTexts(value));
            case KEYS -> value.isObject() ? Optional.of(keys(value)) : Optional.empty();
            case TEXT_MAP -> isTextMap(value) ? Optional.of(sorted(value)) : Optional.empty();
            case HEALTHCHECK -> Healthcheck.read(value).map(Healthcheck::toJson);
        };
    }

    /// What Go writes for a field that was never set.
    static JsonNode unset(Kind kind) {
        return switch (kind) {
            case TEXT -> NODES.textNode("");
            case FLAG -> NODES.booleanNode(false);
            case NUMBER -> NODES.numberNode(0);
            case TEXTS, WORDS, KEYS, TEXT_MAP, HEALTHCHECK -> NODES.nullNode();
        };
    }

    static boolean isTexts(JsonNode value) {
        return value instanceof ArrayNode
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    private static boolean isTextMap(JsonNode value) {
        return value.isObject()
                && StreamSupport.stream(value.spliterator(), false).allMatch(JsonNode::isTextual);
    }

    private static Optional<JsonNode> only(JsonNode value, boolean fits) {
        return fits ? Optional.of(value) : Optional.empty();
    }

    private static JsonNode keys(JsonNode value) {
        ObjectNode keys = NODES.objectNode();
        sorted(value).fieldNames().forEachRemaining(keys::putObject);
        return keys;
    }

    private static JsonNode sorted(JsonNode object) {
        Map<String, JsonNode> entries = new TreeMap<>();
        object.properties().forEach(e -> entries.put(e.getKey(), e.getValue()));
        ObjectNode sorted = NODES.objectNode();
        entries.forEach(sorted::set);
        return sorted;
    }
}
