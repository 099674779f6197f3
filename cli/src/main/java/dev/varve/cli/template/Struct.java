package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// JSON seen as a struct of docker's own model: fields under the names that templates use, with the
/// zero value for what the JSON lacks, and written back to JSON in the model's order.
public final class Struct {
    private final StructType type;
    private final Map<?, ?> json;

    Struct(StructType type, Map<?, ?> json) {
        this.type = type;
        this.json = json;
    }

    StructType type() {
        return type;
    }

    /// The value of a field of the type.
    @Nullable Object field(StructType.Field field) {
        return field.type().value(json.get(field.json()));
    }
}
