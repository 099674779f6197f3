package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A map from free text to values of one type, such as an image's labels: a key that it lacks has
/// no value where a missing field of anything else is an error.
///
/// @param zero what `index` gives for a key that is not there
/// @param typeName Go's, `map[string]string`
public record Dictionary(Map<String, ?> entries, @Nullable Object zero, String typeName) {
    /// From text to text.
    public static Dictionary of(Map<String, String> entries) {
        return new Dictionary(entries, "", "map[string]string");
    }
}
