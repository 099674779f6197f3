package dev.varve.cli.template;

import dev.varve.cli.template.Template.Mode;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What `.Name` gives, by the kind of value that it is asked of.
final class FieldAccess {
    private final Mode mode;

    FieldAccess(Mode mode) {
        this.mode = mode;
    }

    /// @param computed whether the value is the result of a function
    /// @throws IllegalArgumentException with Go's text, or with a list of the fields that there are
    @Nullable Object field(
            @Nullable Object value,
            String name,
            List<? extends @Nullable Object> arguments,
            boolean computed) {
        return switch (value) {
            case null -> {
                if (mode == Mode.STRICT) {
                    throw new IllegalArgumentException(
                            "nil pointer evaluating interface {}." + name);
                }
                yield null;
            }
            case Fields fields -> ofRow(fields, name, arguments);
            case Struct struct -> ofStruct(struct, name, arguments);
            case NilPointer(String type) ->
                    throw new IllegalArgumentException(
                            "nil pointer evaluating " + type + "." + name);
            case Dictionary dictionary -> {
                requireNone(name, arguments);
                yield dictionary.entries().get(name);
            }
            case Absent absent when absent == Absent.MAP -> null;
            case Map<?, ?> map -> {
                requireNone(name, arguments);
                if (!map.containsKey(name) && mode == Mode.STRICT) {
                    throw new IllegalArgumentException(
                            "map has no entry for key " + GoPrinter.quoted(name));
                }
                yield map.get(name);
            }
            default ->
                    throw noField(
                            name,
                            mode == Mode.STRICT && !computed
                                    ? "interface {}"
                                    : GoPrinter.typeName(value));
        };
    }

    private @Nullable Object ofRow(
            Fields fields, String name, List<? extends @Nullable Object> arguments) {
        if (arguments.size() == 1 && arguments.getFirst() instanceof String key) {
            Optional<String> keyed = fields.keyed(name, key);
            if (keyed.isPresent()) {
                return keyed.get();
            }
        }
        if (!fields.names().contains(name)) {
            if (mode == Mode.HEADER) {
                return null;
            }
            throw new IllegalArgumentException(
                    "there is no field "
                            + name
                            + "; the fields are "
                            + String.join(", ", fields.names()));
        }
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException(
                    "wrong number of args for " + name + ": want 0 got " + arguments.size());
        }
        return fields.field(name);
    }

    private static @Nullable Object ofStruct(
            Struct struct, String name, List<? extends @Nullable Object> arguments) {
        StructType.Field field = struct.type().field(name);
        if (field == null) {
            throw noField(name, struct.type().name());
        }
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " has arguments but cannot be invoked as function");
        }
        return struct.field(field);
    }

    private static void requireNone(String name, List<? extends @Nullable Object> arguments) {
        if (!arguments.isEmpty()) {
            throw new IllegalArgumentException(name + " is not a method but has arguments");
        }
    }

    private static IllegalArgumentException noField(String name, String type) {
        return new IllegalArgumentException("can't evaluate field " + name + " in type " + type);
    }
}
