package dev.varve.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads and writes the value shapes that the records share. A value of another type than expected
/// reads as the empty one, as `null` does.
final class Wire {
    private Wire() {}

    /// Moves to the start of an object, where every reader of a record begins.
    static void startObject(JsonInput in) throws IOException {
        JsonToken token = in.currentToken() == null ? in.nextToken() : in.currentToken();
        if (token != JsonToken.START_OBJECT) {
            throw new IOException("expected a JSON object, found " + token);
        }
    }

    static void startArray(JsonInput in) throws IOException {
        JsonToken token = in.currentToken() == null ? in.nextToken() : in.currentToken();
        if (token != JsonToken.START_ARRAY) {
            throw new IOException("expected a JSON array, found " + token);
        }
    }

    /// The name of the object's next field with the parser on its value, or "" at the object's end.
    static String nextField(JsonInput in) throws IOException {
        if (in.nextToken() != JsonToken.FIELD_NAME) {
            return "";
        }
        String name = in.currentName();
        in.nextToken();
        // "" ends the callers' loops, so a field that is really called so gets another name.
        return name.isEmpty() ? "<empty>" : name;
    }

    static String text(JsonInput in) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.text();
        }
        in.skipChildren();
        return "";
    }

    static long number(JsonInput in) throws IOException {
        if (in.isLong()) {
            return in.number();
        }
        in.skipChildren();
        return 0;
    }

    static boolean truth(JsonInput in) throws IOException {
        in.skipChildren();
        return in.currentToken() == JsonToken.VALUE_TRUE;
    }

    static List<String> strings(JsonInput in) throws IOException {
        List<String> result = new ArrayList<>();
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            return result;
        }
        while (in.nextToken() != JsonToken.END_ARRAY) {
            result.add(text(in));
        }
        return result;
    }

    static Map<String, String> stringMap(JsonInput in) throws IOException {
        Map<String, String> result = new LinkedHashMap<>();
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            return result;
        }
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String key = in.currentName();
            in.nextToken();
            result.put(key, text(in));
        }
        return result;
    }

    static void writeStrings(JsonGenerator out, String field, List<String> values)
            throws IOException {
        out.writeArrayFieldStart(field);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    /// Writes `null` for no entries, as Go does for a map that was never made.
    static void writeMapOrNull(JsonGenerator out, String field, Map<String, String> values)
            throws IOException {
        if (values.isEmpty()) {
            out.writeNullField(field);
            return;
        }
        out.writeObjectFieldStart(field);
        for (Map.Entry<String, String> entry : values.entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    static void writeUnlessEmpty(JsonGenerator out, String field, String value) throws IOException {
        if (!value.isEmpty()) {
            out.writeStringField(field, value);
        }
    }
}
