package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The functions that docker adds. Number and type of the arguments are checked already.
final class TextFunctions {
    private static final int MAX_PADDING = 10_000;

    private TextFunctions() {}

    static Object call(String name, List<? extends @Nullable Object> arguments) {
        if (name.equals("json")) {
            return GoJson.write(arguments.getFirst());
        }
        if (name.equals("join")) {
            return join(arguments.getFirst(), String.valueOf(arguments.get(1)));
        }
        String text = String.valueOf(arguments.getFirst());
        return switch (name) {
            case "split" -> split(text, String.valueOf(arguments.get(1)));
            case "title" -> title(text);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "pad" ->
                    text.isEmpty()
                            ? text
                            : " ".repeat(padding(arguments.get(1)))
                                    + text
                                    + " ".repeat(padding(arguments.get(2)));
            default -> truncate(text, arguments.get(1) instanceof Long length ? length : 0);
        };
    }

    private static String join(@Nullable Object list, String separator) {
        if (!(list instanceof List<?> items)) {
            return "";
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof String text)) {
                throw new IllegalArgumentException("a list of other things than text to join");
            }
            texts.add(text);
        }
        return String.join(separator, texts);
    }

    private static List<String> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        if (separator.isEmpty()) {
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
            return parts;
        }
        int from = 0;
        for (int to = text.indexOf(separator); to >= 0; to = text.indexOf(separator, from)) {
            parts.add(text.substring(from, to));
            from = to + separator.length();
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static String title(String text) {
        StringBuilder result = new StringBuilder(text);
        boolean start = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (start) {
                result.setCharAt(i, Character.toTitleCase(c));
            }
            start = !Character.isLetterOrDigit(c) && c != '_' && c != '\'';
        }
        return result.toString();
    }

    /// Cut to a number of bytes.
    private static String truncate(String text, long length) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (length < 0) {
            throw new IllegalArgumentException("cannot truncate to " + length + " bytes");
        }
        return bytes.length < length
                ? text
                : new String(bytes, 0, (int) length, StandardCharsets.UTF_8);
    }

    private static int padding(@Nullable Object value) {
        if (value instanceof Long number && number >= 0 && number <= MAX_PADDING) {
            return (int) (long) number;
        }
        throw new IllegalArgumentException(
                "expected a number from 0 to " + MAX_PADDING + ", found " + GoPrinter.inner(value));
    }
}
