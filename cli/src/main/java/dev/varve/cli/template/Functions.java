package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The functions: docker's own and Go's builtin ones. A wrong call throws
/// [IllegalArgumentException].
final class Functions {
    private static final Set<String> NAMES =
            Set.of(
                    "json",
                    "split",
                    "join",
                    "title",
                    "lower",
                    "upper",
                    "pad",
                    "truncate",
                    "print",
                    "println",
                    "printf",
                    "index",
                    "slice",
                    "len",
                    "and",
                    "or",
                    "not",
                    "eq",
                    "ne",
                    "lt",
                    "le",
                    "gt",
                    "ge");

    /// What leaves a header as it is.
    private static final Set<String> IDENTITY_IN_HEADERS =
            Set.of("json", "split", "join", "title", "lower", "upper", "pad", "truncate");

    private Functions() {}

    static boolean isKnown(String name) {
        return NAMES.contains(name);
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean bool -> bool;
            case String text -> !text.isEmpty();
            case Number number -> number.doubleValue() != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Dictionary(Map<String, ?> map) -> !map.isEmpty();
            case Absent ignored -> false;
            default -> true;
        };
    }

    static @Nullable Object call(
            String name, List<? extends @Nullable Object> arguments, boolean header) {
        if (header && IDENTITY_IN_HEADERS.contains(name)) {
            return headerText(arguments);
        }
        return switch (name) {
            case "json" -> {
                require(arguments, 1, 1);
                yield GoJson.write(arguments.getFirst());
            }
            case "split", "join", "title", "lower", "upper", "pad", "truncate" ->
                    text(name, arguments);
            case "print" -> print(arguments);
            case "println" -> println(arguments);
            case "printf" -> {
                require(arguments, 1, Integer.MAX_VALUE);
                yield Printf.format(
                        string(arguments.getFirst()), arguments.subList(1, arguments.size()));
            }
            case "index" -> index(arguments);
            case "slice" -> slice(arguments);
            case "len" -> length(arguments);
            case "and", "or" -> {
                require(arguments, 1, Integer.MAX_VALUE);
                yield lastOfAndOr(name.equals("and"), arguments);
            }
            case "not" -> {
                require(arguments, 1, 1);
                yield !truth(arguments.getFirst());
            }
            default -> compare(name, arguments);
        };
    }

    private static @Nullable Object headerText(List<? extends @Nullable Object> arguments) {
        for (Object argument : arguments) {
            if (argument instanceof String text && !text.isBlank()) {
                return text;
            }
        }
        return arguments.isEmpty() ? null : arguments.getFirst();
    }

    private static Object text(String name, List<? extends @Nullable Object> arguments) {
        boolean single = name.equals("title") || name.equals("lower") || name.equals("upper");
        int count = single ? 1 : name.equals("pad") ? 3 : 2;
        require(arguments, count, count);
        if (name.equals("join")) {
            return join(arguments.getFirst(), string(arguments.get(1)));
        }
        String text = string(arguments.getFirst());
        return switch (name) {
            case "split" -> split(text, string(arguments.get(1)));
            case "title" -> title(text);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "pad" ->
                    text.isEmpty()
                            ? text
                            : " ".repeat(whole(arguments.get(1)))
                                    + text
                                    + " ".repeat(whole(arguments.get(2)));
            default -> {
                int length = whole(arguments.get(1));
                yield text.length() <= length ? text : text.substring(0, length);
            }
        };
    }

    private static String join(@Nullable Object list, String separator) {
        if (list == Absent.LIST) {
            return "";
        }
        if (!(list instanceof List<?> items)) {
            throw new IllegalArgumentException("expected a list to join");
        }
        List<String> texts = new ArrayList<>();
        for (Object item : items) {
            texts.add(string(item));
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

    /// Go's `Sprint`: a space between two operands when neither is a string.
    static String print(List<? extends @Nullable Object> arguments) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < arguments.size(); i++) {
            Object argument = arguments.get(i);
            if (i > 0
                    && !(argument instanceof String)
                    && !(arguments.get(i - 1) instanceof String)) {
                text.append(' ');
            }
            text.append(GoPrinter.inner(argument));
        }
        return text.toString();
    }

    private static String println(List<? extends @Nullable Object> arguments) {
        StringBuilder text = new StringBuilder();
        for (Object argument : arguments) {
            text.append(text.isEmpty() ? "" : " ").append(GoPrinter.inner(argument));
        }
        return text.append('\n').toString();
    }

    private static @Nullable Object index(List<? extends @Nullable Object> arguments) {
        require(arguments, 1, Integer.MAX_VALUE);
        Object value = arguments.getFirst();
        for (Object key : arguments.subList(1, arguments.size())) {
            value =
                    switch (value) {
                        case List<?> list -> list.get(within(key, list.size() - 1));
                        case Map<?, ?> map -> map.get(string(key));
                        case Dictionary(Map<String, ?> map) ->
                                map.containsKey(string(key)) ? map.get(string(key)) : "";
                        case String text -> (long) text.charAt(within(key, text.length() - 1));
                        case Absent absent when absent == Absent.MAP -> "";
                        case Absent ignored -> throw outOfRange(key);
                        case null -> throw new IllegalArgumentException("index of untyped nil");
                        default ->
                                throw new IllegalArgumentException(
                                        "can't index item of type " + GoPrinter.typeName(value));
                    };
        }
        return value;
    }

    private static Object slice(List<? extends @Nullable Object> arguments) {
        require(arguments, 1, 3);
        Object value = arguments.getFirst();
        int length = (int) length(List.of(value == null ? "" : value));
        int to = arguments.size() > 2 ? within(arguments.get(2), length) : length;
        int from = arguments.size() > 1 ? within(arguments.get(1), to) : 0;
        return switch (value) {
            case String text -> text.substring(from, to);
            case List<?> list -> list.subList(from, to);
            case Absent ignored -> Absent.LIST;
            case null, default -> throw new IllegalArgumentException("can't slice this item");
        };
    }

    private static long length(List<? extends @Nullable Object> arguments) {
        require(arguments, 1, 1);
        return switch (arguments.getFirst()) {
            case String text -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Dictionary(Map<String, ?> map) -> map.size();
            case Absent ignored -> 0;
            case null -> throw new IllegalArgumentException("len of nil pointer");
            case Object other ->
                    throw new IllegalArgumentException("len of type " + GoPrinter.typeName(other));
        };
    }

    /// The value that decides: the evaluator has already returned the first that does, unless that
    /// is the piped one.
    private static @Nullable Object lastOfAndOr(
            boolean and, List<? extends @Nullable Object> arguments) {
        for (Object argument : arguments) {
            if (truth(argument) != and) {
                return argument;
            }
        }
        return arguments.getLast();
    }

    private static boolean compare(String name, List<? extends @Nullable Object> arguments) {
        require(arguments, 2, name.equals("eq") ? Integer.MAX_VALUE : 2);
        Object left = arguments.getFirst();
        if (name.equals("eq")) {
            for (Object right : arguments.subList(1, arguments.size())) {
                if (same(left, right)) {
                    return true;
                }
            }
            return false;
        }
        Object right = arguments.get(1);
        return switch (name) {
            case "ne" -> !same(left, right);
            case "lt" -> order(left, right) < 0;
            case "le" -> order(left, right) <= 0;
            case "gt" -> order(left, right) > 0;
            default -> order(left, right) >= 0;
        };
    }

    private static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        if (left instanceof Boolean && right instanceof Boolean) {
            return left.equals(right);
        }
        return order(left, right) == 0;
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (left instanceof Long a && right instanceof Long b) {
            return Long.compare(a, b);
        }
        if (left instanceof Number a && right instanceof Number b) {
            return Double.compare(a.doubleValue(), b.doubleValue());
        }
        throw new IllegalArgumentException("incompatible types for comparison");
    }

    private static String string(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                "expected a string, found " + (value == null ? "nil" : GoPrinter.typeName(value)));
    }

    private static int whole(@Nullable Object value) {
        if (value instanceof Long number && number >= 0 && number <= 10_000) {
            return (int) (long) number;
        }
        throw new IllegalArgumentException(
                "expected a number from 0 to 10000, found " + GoPrinter.inner(value));
    }

    private static int within(@Nullable Object value, int maximum) {
        if (value instanceof Long number && number >= 0 && number <= maximum) {
            return (int) (long) number;
        }
        throw outOfRange(value);
    }

    private static IllegalArgumentException outOfRange(@Nullable Object index) {
        return new IllegalArgumentException("index out of range: " + GoPrinter.inner(index));
    }

    private static void require(
            List<? extends @Nullable Object> arguments, int minimum, int maximum) {
        if (arguments.size() < minimum || arguments.size() > maximum) {
            throw new IllegalArgumentException(
                    "wrong number of arguments: want "
                            + (maximum == minimum ? "" : "at least ")
                            + minimum
                            + ", got "
                            + arguments.size());
        }
    }
}
