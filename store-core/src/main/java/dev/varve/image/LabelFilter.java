package dev.varve.image;

import java.util.Map;
import java.util.Optional;

/// A test of an image's labels: that one exists or, with a value, that it is equal.
public record LabelFilter(String key, Optional<String> value) {
    /// Splits `key` or `key=value` at the first `=`.
    public static LabelFilter parse(String text) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new LabelFilter(text, Optional.empty())
                : new LabelFilter(
                        text.substring(0, equals), Optional.of(text.substring(equals + 1)));
    }

    public boolean matches(Map<String, String> labels) {
        return labels.containsKey(key) && value.map(v -> v.equals(labels.get(key))).orElse(true);
    }
}
