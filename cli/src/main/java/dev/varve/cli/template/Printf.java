package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// The common part of Go's `printf`: the verbs s, v, q, d, x, X, o, b, c, U, t, T, f and e with
/// flags, width and precision.
final class Printf {
    private static final String FLAGS = "+-# 0";

    private final String format;
    private final List<? extends @Nullable Object> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int next;

    private Printf(String format, List<? extends @Nullable Object> arguments) {
        this.format = format;
        this.arguments = arguments;
    }

    static String format(String format, List<? extends @Nullable Object> arguments) {
        Printf printf = new Printf(format, arguments);
        printf.run();
        return printf.out.toString();
    }

    private void run() {
        while (at < format.length()) {
            char c = format.charAt(at++);
            if (c == '%') {
                directive();
            } else {
                out.append(c);
            }
        }
        if (next < arguments.size()) {
            out.append("%!(EXTRA ");
            for (int i = next; i < arguments.size(); i++) {
                out.append(i > next ? ", " : "").append(typed(arguments.get(i)));
            }
            out.append(')');
        }
    }

    private void directive() {
        int start = at;
        while (at < format.length() && FLAGS.indexOf(format.charAt(at)) >= 0) {
            at++;
        }
        String flags = format.substring(start, at);
        int width = number();
        int precision = -1;
        if (at < format.length() && format.charAt(at) == '.') {
            at++;
            precision = Math.max(0, number());
        }
        if (at >= format.length()) {
            out.append("%!(NOVERB)");
            return;
        }
        char verb = format.charAt(at++);
        if (verb == '%') {
            out.append('%');
        } else if (next >= arguments.size()) {
            out.append("%!").append(verb).append("(MISSING)");
        } else {
            pad(text(verb, precision, flags, arguments.get(next++)), width, flags);
        }
    }

    private int number() {
        int value = -1;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            value = Math.min(1000, Math.max(0, value) * 10 + (format.charAt(at++) - '0'));
        }
        return value;
    }

    private static String text(char verb, int precision, String flags, @Nullable Object value) {
        if (verb == 's' && value == null) {
            return "%!s(<nil>)";
        }
        if (verb == 'v'
                || (verb == 's' && !(value instanceof Number || value instanceof Boolean))) {
            return cut(GoPrinter.inner(value), precision);
        }
        if (verb == 'T') {
            return value == null ? "<nil>" : GoPrinter.typeName(value);
        }
        return switch (value) {
            case String text when verb == 'q' -> GoPrinter.quoted(cut(text, precision));
            case Boolean bool when verb == 't' -> bool.toString();
            case Long number when verb == 'd' ->
                    (flags.contains("+") && number >= 0 ? "+" : "") + number;
            case Long number when verb == 'c' -> Character.toString((int) (long) number);
            case Long number when verb == 'o' -> Long.toOctalString(number);
            case Long number when verb == 'b' -> Long.toBinaryString(number);
            case Long number when verb == 'q' ->
                    "'" + Character.toString((int) (long) number) + "'";
            case Long number when verb == 'U' -> String.format(Locale.ROOT, "U+%04X", number);
            case String text when verb == 'x' || verb == 'X' -> hexadecimal(text, verb == 'X');
            case Long number when verb == 'x' -> Long.toHexString(number);
            case Long number when verb == 'X' -> Long.toHexString(number).toUpperCase(Locale.ROOT);
            case Double number when verb == 'f' || verb == 'e' ->
                    String.format(
                            Locale.ROOT, "%." + (precision < 0 ? 6 : precision) + verb, number);
            case null, default -> "%!" + verb + "(" + typed(value) + ")";
        };
    }

    /// A value with its type before it, as complaints show it.
    private static String typed(@Nullable Object value) {
        return value == null ? "<nil>" : GoPrinter.typeName(value) + "=" + GoPrinter.inner(value);
    }

    private static String hexadecimal(String text, boolean capitals) {
        HexFormat format = capitals ? HexFormat.of().withUpperCase() : HexFormat.of();
        return format.formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String cut(String text, int precision) {
        return precision < 0 || text.codePointCount(0, text.length()) <= precision
                ? text
                : text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private void pad(String text, int width, String flags) {
        int missing = Math.max(0, width - text.codePointCount(0, text.length()));
        if (flags.contains("-")) {
            out.append(text).repeat(' ', missing);
        } else if (flags.contains("0") && text.startsWith("-")) {
            out.append('-').repeat('0', missing).append(text, 1, text.length());
        } else {
            out.repeat(flags.contains("0") ? '0' : ' ', missing).append(text);
        }
    }
}
