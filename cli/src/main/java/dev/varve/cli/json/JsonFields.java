package dev.varve.cli.json;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Reads values out of a [JsonTree]. What is missing, or of another type, is empty.
public final class JsonFields {
    private JsonFields() {}

    public static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    public static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    public static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    public static long number(@Nullable Object value) {
        return value instanceof Long number ? number : 0;
    }

    public static boolean truth(@Nullable Object value) {
        return Boolean.TRUE.equals(value);
    }

    public static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(value)) {
            texts.add(text(item));
        }
        return texts;
    }
}
