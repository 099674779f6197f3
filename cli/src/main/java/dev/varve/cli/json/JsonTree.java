package dev.varve.cli.json;

import com.fasterxml.jackson.core.JsonToken;

import dev.varve.api.JsonInput;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads JSON into maps, lists, strings, booleans, longs and `null`. A number that is no long stays
/// text of its own type, so that it prints as it came.
public final class JsonTree {
    /// A number that does not fit a long, as it was spelt.
    public record Spelt(String number) {
        @Override
        public String toString() {
            return number;
        }
    }

    private JsonTree() {}

    public static @Nullable Object parse(String json) throws IOException {
        try (JsonInput in = JsonInput.of(json)) {
            in.nextToken();
            return value(in);
        }
    }

    /// Reads the value that the parser stands on.
    public static @Nullable Object value(JsonInput in) throws IOException {
        JsonToken token = in.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String key = in.currentName();
                in.nextToken();
                map.put(key, value(in));
            }
            return map;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(in));
            }
            return list;
        }
        return scalar(in, token);
    }

    private static @Nullable Object scalar(JsonInput in, @Nullable JsonToken token)
            throws IOException {
        if (in.isLong()) {
            return in.number();
        }
        if (token == JsonToken.VALUE_NUMBER_INT || token == JsonToken.VALUE_NUMBER_FLOAT) {
            return new Spelt(in.text());
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return token == JsonToken.VALUE_STRING ? in.text() : null;
    }
}
