package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes JSON as docker's template function `json` does: compact, with HTML left alone, but with
/// HTML escaped inside rows, whose own encoder does that.
public final class GoJson {
    private final StringBuilder out = new StringBuilder();

    private GoJson() {}

    public static String write(@Nullable Object value) {
        GoJson json = new GoJson();
        json.value(value, false);
        return json.out.toString();
    }

    private void value(@Nullable Object value, boolean html) {
        switch (value) {
            case null -> out.append("null");
            case Absent ignored -> out.append("null");
            case String text -> string(text, html);
            case List<?> list -> {
                out.append('[');
                String separator = "";
                for (Object item : list) {
                    out.append(separator);
                    value(item, html);
                    separator = ",";
                }
                out.append(']');
            }
            case Map<?, ?> map -> map(map, html);
            case Dictionary dictionary -> map(new TreeMap<>(dictionary.entries()), html);
            case NilPointer _ -> out.append("null");
            case Struct struct -> struct(struct, html);
            case Moment(String rfc3339) -> string(rfc3339, html);
            case Span(long nanos) -> out.append(nanos);
            case Fields fields -> {
                out.append('{');
                String separator = "";
                for (String name : fields.names()) {
                    out.append(separator);
                    string(name, true);
                    out.append(':');
                    value(fields.field(name), true);
                    separator = ",";
                }
                out.append('}');
            }
            default -> out.append(value);
        }
    }

    private void struct(Struct struct, boolean html) {
        out.append('{');
        String separator = "";
        for (StructType.Field field : struct.type().fields()) {
            Object value = struct.field(field);
            if (field.optional() && isEmpty(value)) {
                continue;
            }
            out.append(separator);
            string(field.json(), html);
            out.append(':');
            value(value, html);
            separator = ",";
        }
        out.append('}');
    }

    /// What Go's `omitempty` leaves out.
    private static boolean isEmpty(@Nullable Object value) {
        return !(value instanceof Struct) && !(value instanceof Moment) && !Functions.truth(value);
    }

    private void map(Map<?, ?> map, boolean html) {
        out.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            string(String.valueOf(entry.getKey()), html);
            out.append(':');
            value(entry.getValue(), html);
            separator = ",";
        }
        out.append('}');
    }

    private void string(String text, boolean html) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    boolean escape =
                            c < ' '
                                    || c == '\u2028'
                                    || c == '\u2029'
                                    || (html && (c == '<' || c == '>' || c == '&'));
                    if (escape) {
                        unicode(c);
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private void unicode(char c) {
        String hex = Integer.toHexString(c);
        out.append("\\u").repeat('0', 4 - hex.length()).append(hex);
    }
}
