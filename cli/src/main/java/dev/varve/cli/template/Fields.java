package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// Something with named fields that a template is rendered with: one row of a table.
public interface Fields {
    /// All names, sorted: the keys of `{{json .}}`.
    List<String> names();

    /// The value of a field of [#names].
    @Nullable Object field(String name);

    /// What `.Name "key"` gives, for the few names that take a key; they are none of [#names].
    default Optional<String> keyed(String name, String key) {
        return Optional.empty();
    }
}
