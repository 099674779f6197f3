package dev.varve.image.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The `Config` object of a container or an image. Unknown fields are not kept. A field that is
/// null is not set; an empty list is set, which matters for commands.
public final class RunConfig {
    public static final RunConfig EMPTY = new RunConfig(new EnumMap<>(RunField.class));

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Map<RunField, JsonNode> values;

    private RunConfig(Map<RunField, JsonNode> values) {
        this.values = values;
    }

    /// Reads what a client sent. A value of the wrong type is [InvalidArgument].
    ///
    /// @return empty when no field of a config is set at all, whatever else is there
    public static Optional<RunConfig> ofRequest(ObjectNode body) {
        Map<RunField, JsonNode> values = new EnumMap<>(RunField.class);
        for (Map.Entry<String, JsonNode> entry : body.properties()) {
            Optional<RunField> field = RunField.named(entry.getKey());
            if (field.isPresent() && !entry.getValue().isNull()) {
                values.put(field.get(), required(field.get(), entry.getValue()));
            }
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(new RunConfig(values));
    }

    /// Reads the config that an image carries. A value of the wrong type counts as not set.
    public static RunConfig ofImage(ObjectNode config) {
        Map<RunField, JsonNode> values = new EnumMap<>(RunField.class);
        for (RunField field : RunField.values()) {
            RunValues.read(field.kind(), config.path(field.wireName()))
                    .ifPresent(value -> values.put(field, value));
        }
        return new RunConfig(values);
    }

    /// Reads what [#text] wrote.
    public static RunConfig parse(String text) {
        try {
            if (Json.mapper().readTree(text) instanceof ObjectNode object) {
                return ofImage(object);
            }
        } catch (JsonProcessingException e) {
            throw new Corrupt("the config of a container is damaged: " + e.getMessage(), e);
        }
        throw new Corrupt("the config of a container is damaged: it is not a JSON object");
    }

    private static JsonNode required(RunField field, JsonNode value) {
        return RunValues.read(field.kind(), value)
                .orElseThrow(() ->
                        new InvalidArgument(
                                "invalid JSON: "
                                        + field.wireName()
                                        + " has to be "
                                        + field.kind().words()));
    }

    public boolean isSet(RunField field) {
        return values.containsKey(field);
    }

    /// The value of a text field, "" when it is not set.
    public String text(RunField field) {
        return value(field).textValue() == null ? "" : value(field).textValue();
    }

    /// The value of a list, empty when it is not set.
    public List<String> texts(RunField field) {
        List<String> texts = new ArrayList<>();
        value(field).forEach(item -> texts.add(item.asText()));
        return List.copyOf(texts);
    }

    /// The keys of an object, in its order.
    public Set<String> keys(RunField field) {
        Set<String> keys = new LinkedHashSet<>();
        value(field).fieldNames().forEachRemaining(keys::add);
        return Collections.unmodifiableSet(keys);
    }

    public Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        value(RunField.LABELS)
                .properties()
                .forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
        return Collections.unmodifiableMap(labels);
    }

    /// The program that a container would start, and its arguments: entrypoint and command in one.
    public List<String> commandLine() {
        List<String> line = new ArrayList<>(texts(RunField.ENTRYPOINT));
        line.addAll(texts(RunField.CMD));
        return List.copyOf(line);
    }

    public RunConfig with(RunField field, String text) {
        return with(field, NODES.textNode(text));
    }

    public RunConfig with(RunField field, List<String> texts) {
        ArrayNode list = NODES.arrayNode();
        texts.forEach(list::add);
        return with(field, list);
    }

    /// With an object of these keys, sorted, as docker writes maps.
    public RunConfig withKeys(RunField field, Collection<String> keys) {
        ObjectNode object = NODES.objectNode();
        keys.stream().sorted().distinct().forEach(object::putObject);
        return with(field, object);
    }

    public RunConfig withLabels(Map<String, String> labels) {
        ObjectNode object = NODES.objectNode();
        labels.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(label -> object.put(label.getKey(), label.getValue()));
        return with(RunField.LABELS, object);
    }

    RunConfig with(RunField field, JsonNode value) {
        Map<RunField, JsonNode> copy = new EnumMap<>(RunField.class);
        copy.putAll(values);
        copy.put(field, value);
        return new RunConfig(copy);
    }

    /// With this field as another config has it, set or not.
    public RunConfig withFieldOf(RunConfig other, RunField field) {
        return other.isSet(field) ? with(field, other.value(field)) : without(field);
    }

    public RunConfig without(RunField field) {
        Map<RunField, JsonNode> copy = new EnumMap<>(RunField.class);
        copy.putAll(values);
        copy.remove(field);
        return new RunConfig(copy);
    }

    /// The value as it is, to be read only; a missing node when it is not set.
    JsonNode value(RunField field) {
        return values.getOrDefault(field, NODES.missingNode());
    }

    /// The object that docker would write: fields that are not set are there with Go's empty value
    /// where docker has them.
    public ObjectNode toJson() {
        ObjectNode object = NODES.objectNode();
        for (RunField field : RunField.values()) {
            if (isSet(field)) {
                object.set(field.wireName(), value(field).deepCopy());
            } else if (field.always()) {
                object.set(field.wireName(), RunValues.unset(field.kind()));
            }
        }
        return object;
    }

    /// A text that [#parse] reads.
    public String text() {
        ObjectNode object = NODES.objectNode();
        values.forEach((field, value) -> object.set(field.wireName(), value));
        return object.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RunConfig that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
