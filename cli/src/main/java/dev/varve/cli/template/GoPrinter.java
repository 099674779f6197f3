package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
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
                StringBuilder text = new StringBuilder("[");
                for (Object item : list) {
                    text.append(text.length() > 1 ? " " : "").append(inner(item));
                }
                yield text.append(']').toString();
            }
            case Map<?, ?> map -> map(map);
            case Dictionary(Map<String, ?> map) -> map(map);
            case Absent absent -> absent == Absent.LIST ? "[]" : "map[]";
            case Double number -> decimal(number);
            case Fields fields -> {
                StringBuilder text = new StringBuilder("{");
                for (String name : fields.names()) {
                    text.append(text.length() > 1 ? " " : "").append(inner(fields.field(name)));
                }
                yield text.append('}').toString();
            }
            default -> value.toString();
        };
    }

    static String typeName(Object value) {
        return switch (value) {
            case String ignored -> "string";
            case Boolean ignored -> "bool";
            case Number ignored -> "number";
            case List<?> ignored -> "list";
            case Map<?, ?> ignored -> "map";
            default -> "value";
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

    private static boolean isPrintable(int c) {
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
        StringBuilder text = new StringBuilder("map[");
        new TreeMap<>(map)
                .forEach((key, value) ->
                        text.append(text.length() > 4 ? " " : "")
                                .append(key)
                                .append(':')
                                .append(inner(value)));
        return text.append(']').toString();
    }
}
