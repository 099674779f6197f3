package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/// Writes values as Go's `fmt` does with `%v` and `%q`.
final class GoPrinter {
    private static final String NO_VALUE = "<no value>";

    private GoPrinter() {}

    /// What `{{x}}` gives.
    static String print(@Nullable Object value) {
        return value == null ? NO_VALUE : inner(value);
    }

    /// `%v`, and elements of lists and maps.
    static String inner(@Nullable Object value) {
        return switch (value) {
            case null -> "<nil>";
            case List<?> list -> {
                StringJoiner text = new StringJoiner(" ", "[", "]");
                for (Object item : list) {
                    text.add(inner(item));
                }
                yield text.toString();
            }
            case Map<?, ?> map -> map(map);
            case Dictionary dictionary -> map(dictionary.entries());
            case Absent absent -> absent == Absent.LIST ? "[]" : "map[]";
            case NilPointer _ -> "<nil>";
            case Struct struct -> struct(struct);
            case Double number -> decimal(number);
            case Fields fields -> {
                StringJoiner text = new StringJoiner(" ", "{", "}");
                for (String name : fields.names()) {
                    text.add(inner(fields.field(name)));
                }
                yield text.toString();
            }
            default -> value.toString();
        };
    }

    private static String struct(Struct struct) {
        StringJoiner text = new StringJoiner(" ", "{", "}");
        for (StructType.Field field : struct.type().fields()) {
            text.add(inner(struct.field(field)));
        }
        return text.toString();
    }

    /// Go's name of a value's type.
    static String typeName(Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Double _ -> "float64";
            case List<?> _ -> "[]interface {}";
            case Map<?, ?> _ -> "map[string]interface {}";
            case Dictionary dictionary -> dictionary.typeName();
            case Absent absent ->
                    absent == Absent.LIST ? "[]interface {}" : "map[string]interface {}";
            case NilPointer(String name) -> name;
            case Struct struct -> struct.type().name();
            case Moment _ -> "time.Time";
            case Span _ -> "time.Duration";
            default -> "json.Number";
        };
    }

    /// `%q` of a string.
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> quote(out, c));
        return out.append('"').toString();
    }

    private static void quote(StringBuilder out, int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case 7 -> out.append("\\a");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case 11 -> out.append("\\v");
            default -> {
                if (c < ' ' || c == 0x7f) {
                    out.append("\\x").append(hexadecimal(c, 2));
                } else if (isPrintable(c)) {
                    out.appendCodePoint(c);
                } else {
                    out.append(c > 0xffff ? "\\U" : "\\u")
                            .append(hexadecimal(c, c > 0xffff ? 8 : 4));
                }
            }
        }
    }

    static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    private static String hexadecimal(int value, int digits) {
        String hex = Integer.toHexString(value);
        return "0".repeat(Math.max(0, digits - hex.length())) + hex;
    }

    private static String decimal(double number) {
        if (number == Math.rint(number) && Math.abs(number) < 1e21) {
            return new java.math.BigDecimal(number).toPlainString();
        }
        return Double.toString(number);
    }

    private static String map(Map<?, ?> map) {
        StringJoiner text = new StringJoiner(" ", "map[", "]");
        new TreeMap<>(map).forEach((key, value) -> text.add(key + ":" + inner(value)));
        return text.toString();
    }
}
