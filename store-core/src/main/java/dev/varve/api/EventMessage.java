package dev.varve.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/// One line of the answer of `GET /events`.
///
/// @param type `image` or `container`
/// @param attributes in any order
/// @param timeNano nanoseconds since 1970
public record EventMessage(
        String type,
        String action,
        String actorId,
        Map<String, String> attributes,
        String scope,
        long time,
        long timeNano) {
    private static final JsonFactory LINES =
            new JsonFactoryBuilder().characterEscapes(new GoHtmlEscapes()).build();

    public static EventMessage read(JsonInput in) throws IOException {
        Wire.startObject(in);
        String type = "";
        String action = "";
        Actor actor = new Actor("", Map.of());
        String scope = "";
        long time = 0;
        long timeNano = 0;
        for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
            switch (field) {
                case "Type" -> type = Wire.text(in);
                case "Action" -> action = Wire.text(in);
                case "Actor" -> actor = Actor.read(in);
                case "scope" -> scope = Wire.text(in);
                case "time" -> time = Wire.number(in);
                case "timeNano" -> timeNano = Wire.number(in);
                default -> in.skipChildren();
            }
        }
        return new EventMessage(
                type, action, actor.id(), actor.attributes(), scope, time, timeNano);
    }

    /// One line of JSON with its end, as Go's encoder has it, attributes sorted by key. It starts
    /// with what only clients of API versions before 1.22 look at, since dockerd still sends that.
    public String toLine() {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = LINES.createGenerator(line)) {
            write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to take characters", e);
        }
        return line.append('\n').toString();
    }

    private void write(JsonGenerator out) throws IOException {
        out.writeStartObject();
        Wire.writeUnlessEmpty(out, "status", action);
        Wire.writeUnlessEmpty(out, "id", actorId);
        if (type.equals("container")) {
            Wire.writeUnlessEmpty(out, "from", attributes.getOrDefault("image", ""));
        }
        out.writeStringField("Type", type);
        out.writeStringField("Action", action);
        out.writeObjectFieldStart("Actor");
        out.writeStringField("ID", actorId);
        out.writeObjectFieldStart("Attributes");
        for (Map.Entry<String, String> entry : new TreeMap<>(attributes).entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
        out.writeEndObject();
        Wire.writeUnlessEmpty(out, "scope", scope);
        out.writeNumberField("time", time);
        out.writeNumberField("timeNano", timeNano);
        out.writeEndObject();
    }

    private record Actor(String id, Map<String, String> attributes) {
        static Actor read(JsonInput in) throws IOException {
            if (in.currentToken() != JsonToken.START_OBJECT) {
                in.skipChildren();
                return new Actor("", Map.of());
            }
            String id = "";
            Map<String, String> attributes = Map.of();
            for (String field = Wire.nextField(in); !field.isEmpty(); field = Wire.nextField(in)) {
                switch (field) {
                    case "ID" -> id = Wire.text(in);
                    case "Attributes" -> attributes = Wire.stringMap(in);
                    default -> in.skipChildren();
                }
            }
            return new Actor(id, attributes);
        }
    }
}
