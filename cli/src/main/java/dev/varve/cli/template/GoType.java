package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A type of docker's model, and how JSON becomes a value of it.
sealed interface GoType {
    /// Go's name of it.
    String goName();

    /// The value, or the type's zero value for JSON that is not of the type.
    @Nullable Object value(@Nullable Object json);

    static GoType of(String declaration, Map<String, StructType> types) {
        if (declaration.startsWith("*")) {
            return new Pointer(of(declaration.substring(1), types));
        }
        if (declaration.startsWith("[]")) {
            return new Slice(of(declaration.substring(2), types));
        }
        if (declaration.startsWith("{}")) {
            return new StringMap(of(declaration.substring(2), types));
        }
        return switch (declaration) {
            case "s" -> new Text();
            case "i" -> new Whole();
            case "b" -> new Truth();
            case "t" -> new Time();
            case "d" -> new Duration();
            case "a" -> new Any();
            default -> new Nested(types.get(declaration));
        };
    }

    record Text() implements GoType {
        @Override
        public String goName() {
            return "string";
        }

        @Override
        public Object value(@Nullable Object json) {
            return json instanceof String text ? text : "";
        }
    }

    record Whole() implements GoType {
        @Override
        public String goName() {
            return "int64";
        }

        @Override
        public Object value(@Nullable Object json) {
            return json == null ? 0L : json;
        }
    }

    record Truth() implements GoType {
        @Override
        public String goName() {
            return "bool";
        }

        @Override
        public Object value(@Nullable Object json) {
            return Boolean.TRUE.equals(json);
        }
    }

    record Time() implements GoType {
        @Override
        public String goName() {
            return "time.Time";
        }

        @Override
        public Object value(@Nullable Object json) {
            return new Moment(json instanceof String text ? text : Moment.ZERO);
        }
    }

    record Duration() implements GoType {
        @Override
        public String goName() {
            return "time.Duration";
        }

        @Override
        public Object value(@Nullable Object json) {
            return new Span(json instanceof Long nanos ? nanos : 0);
        }
    }

    record Any() implements GoType {
        @Override
        public String goName() {
            return "interface {}";
        }

        @Override
        public @Nullable Object value(@Nullable Object json) {
            return json;
        }
    }

    record Nested(StructType type) implements GoType {
        @Override
        public String goName() {
            return type.name();
        }

        @Override
        public Object value(@Nullable Object json) {
            return type.with(json instanceof Map<?, ?> map ? map : Map.of());
        }
    }

    record Pointer(GoType target) implements GoType {
        @Override
        public String goName() {
            return "*" + target.goName();
        }

        @Override
        public @Nullable Object value(@Nullable Object json) {
            return json == null ? new NilPointer(goName()) : target.value(json);
        }
    }

    record Slice(GoType element) implements GoType {
        @Override
        public String goName() {
            return "[]" + element.goName();
        }

        @Override
        public Object value(@Nullable Object json) {
            if (!(json instanceof List<?> list)) {
                return Absent.LIST;
            }
            List<@Nullable Object> values = new ArrayList<>();
            for (Object item : list) {
                values.add(element.value(item));
            }
            return values;
        }
    }

    record StringMap(GoType element) implements GoType {
        @Override
        public String goName() {
            return "map[string]" + element.goName();
        }

        @Override
        public Object value(@Nullable Object json) {
            if (!(json instanceof Map<?, ?> map)) {
                return Absent.MAP;
            }
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            map.forEach((key, item) -> values.put((String) key, element.value(item)));
            return new Dictionary(values, element.value(null), goName());
        }
    }
}
