package dev.varve.daemon.view;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.varve.api.ApiVersion;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/// The execution parameters in an inspection. Which fields are there when the image does not set
/// them depends on the version: older clients expect all fields that a container's config has. A
/// value of the wrong type counts as not set, and so does one that is empty.
final class ConfigView {
    private enum Kind {
        TEXT,
        FLAG,
        LIST,
        OBJECT
    }

    /// Who sees the field.
    private enum Shown {
        /// Everybody, set or not.
        ALWAYS,
        /// Everybody, when it is set.
        WHEN_SET,
        /// Versions before 1.50, set or not: it belongs to containers.
        BEFORE_1_50
    }

    private record Field(Kind kind, Shown shown) {}

    private static final Map<String, Field> FIELDS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("ArgsEscaped", new Field(Kind.FLAG, Shown.WHEN_SET)),
                            Map.entry("AttachStderr", new Field(Kind.FLAG, Shown.BEFORE_1_50)),
                            Map.entry("AttachStdin", new Field(Kind.FLAG, Shown.BEFORE_1_50)),
                            Map.entry("AttachStdout", new Field(Kind.FLAG, Shown.BEFORE_1_50)),
                            Map.entry("Cmd", new Field(Kind.LIST, Shown.ALWAYS)),
                            Map.entry("Domainname", new Field(Kind.TEXT, Shown.BEFORE_1_50)),
                            Map.entry("Entrypoint", new Field(Kind.LIST, Shown.ALWAYS)),
                            Map.entry("Env", new Field(Kind.LIST, Shown.ALWAYS)),
                            Map.entry("ExposedPorts", new Field(Kind.OBJECT, Shown.WHEN_SET)),
                            Map.entry("Healthcheck", new Field(Kind.OBJECT, Shown.WHEN_SET)),
                            Map.entry("Hostname", new Field(Kind.TEXT, Shown.BEFORE_1_50)),
                            Map.entry("Image", new Field(Kind.TEXT, Shown.BEFORE_1_50)),
                            Map.entry("Labels", new Field(Kind.OBJECT, Shown.ALWAYS)),
                            Map.entry("OnBuild", new Field(Kind.LIST, Shown.ALWAYS)),
                            Map.entry("OpenStdin", new Field(Kind.FLAG, Shown.BEFORE_1_50)),
                            Map.entry("Shell", new Field(Kind.LIST, Shown.WHEN_SET)),
                            Map.entry("StdinOnce", new Field(Kind.FLAG, Shown.BEFORE_1_50)),
                            Map.entry("StopSignal", new Field(Kind.TEXT, Shown.WHEN_SET)),
                            Map.entry("Tty", new Field(Kind.FLAG, Shown.BEFORE_1_50)),
                            Map.entry("User", new Field(Kind.TEXT, Shown.ALWAYS)),
                            Map.entry("Volumes", new Field(Kind.OBJECT, Shown.ALWAYS)),
                            Map.entry("WorkingDir", new Field(Kind.TEXT, Shown.ALWAYS))));

    private ConfigView() {}

    static void write(ObjectNode config, ApiVersion version, JsonGenerator out) throws IOException {
        out.writeStartObject();
        for (Map.Entry<String, Field> entry : FIELDS.entrySet()) {
            write(entry.getKey(), entry.getValue(), config.path(entry.getKey()), version, out);
        }
        out.writeEndObject();
    }

    private static void write(
            String name, Field field, JsonNode value, ApiVersion version, JsonGenerator out)
            throws IOException {
        if (field.shown() == Shown.BEFORE_1_50 && version.atLeast(50)) {
            return;
        }
        boolean set =
                switch (field.kind()) {
                    case TEXT -> value.isTextual() && !value.textValue().isEmpty();
                    case FLAG -> value.isBoolean() && value.booleanValue();
                    case LIST -> value.isArray() && !value.isEmpty() && isTexts(value);
                    case OBJECT -> value.isObject() && !value.isEmpty();
                };
        if (set) {
            out.writeFieldName(name);
            writeSorted(value, out, !name.equals("Healthcheck"));
        } else if (field.shown() != Shown.WHEN_SET) {
            writeUnset(name, field.kind(), out);
        }
    }

    private static void writeUnset(String name, Kind kind, JsonGenerator out) throws IOException {
        switch (kind) {
            case TEXT -> out.writeStringField(name, "");
            case FLAG -> out.writeBooleanField(name, false);
            case LIST, OBJECT -> out.writeNullField(name);
        }
    }

    private static boolean isTexts(JsonNode list) {
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                return false;
            }
        }
        return true;
    }

    /// @param sorted by key, as Go writes maps but not structs
    private static void writeSorted(JsonNode value, JsonGenerator out, boolean sorted)
            throws IOException {
        if (!sorted || !(value instanceof ObjectNode object)) {
            write(value, out);
            return;
        }
        Map<String, JsonNode> entries = new TreeMap<>();
        object.properties().forEach(e -> entries.put(e.getKey(), e.getValue()));
        out.writeStartObject();
        for (Map.Entry<String, JsonNode> entry : entries.entrySet()) {
            out.writeFieldName(entry.getKey());
            write(entry.getValue(), out);
        }
        out.writeEndObject();
    }

    private static void write(JsonNode value, JsonGenerator out) throws IOException {
        out.writeRawValue(value.toString());
    }
}
