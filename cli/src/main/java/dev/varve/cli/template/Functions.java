package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The functions: docker's own and Go's builtin ones. A call that cannot be answered throws
/// [IllegalArgumentException] with Go's text.
final class Functions {
    private static final String OF_DOCKER = " json split join title lower upper pad truncate ";

    /// What a function takes: how many values at least and at most, and of the first ones the type.
    private record Signature(int minimum, int maximum, String... types) {
        boolean variadic() {
            return maximum == Integer.MAX_VALUE;
        }
    }

    private Functions() {}

    private static @Nullable Signature signature(String name) {
        return switch (name) {
            case "json", "len", "not" -> new Signature(1, 1);
            case "split" -> new Signature(2, 2, "string", "string");
            case "join" -> new Signature(2, 2, "[]string", "string");
            case "title", "lower", "upper" -> new Signature(1, 1, "string");
            case "pad" -> new Signature(3, 3, "string", "int", "int");
            case "truncate" -> new Signature(2, 2, "string", "int");
            case "printf" -> new Signature(1, Integer.MAX_VALUE, "string");
            case "print", "println", "html", "js", "urlquery" ->
                    new Signature(0, Integer.MAX_VALUE);
            case "and", "or", "index", "slice", "call", "eq" -> new Signature(1, Integer.MAX_VALUE);
            case "ne", "lt", "le", "gt", "ge" -> new Signature(2, 2);
            default -> null;
        };
    }

    static boolean isKnown(String name) {
        return signature(name) != null;
    }

    /// What is wrong with the number of arguments, "" for nothing.
    ///
    /// @param given with a piped one
    /// @param written without it
    static String wrongCount(String name, int given, int written) {
        Signature signature = signature(name);
        if (signature == null || (given >= signature.minimum() && given <= signature.maximum())) {
            return "";
        }
        return signature.variadic()
                ? "wrong number of args for "
                        + name
                        + ": want at least "
                        + signature.minimum()
                        + " got "
                        + written
                : "wrong number of args for "
                        + name
                        + ": want "
                        + signature.minimum()
                        + " got "
                        + given;
    }

    /// What is wrong with the type of an argument, "" for nothing.
    static String wrongType(String name, int index, Operand at, @Nullable Object value) {
        Signature signature = signature(name);
        if (signature == null || index >= signature.types().length) {
            return "";
        }
        String type = signature.types()[index];
        boolean fits =
                switch (type) {
                    case "string" -> value instanceof String;
                    case "int" -> value instanceof Long;
                    default -> value instanceof List<?> || value == Absent.LIST;
                };
        if (fits) {
            return "";
        }
        if (at instanceof Operand.Literal && !type.startsWith("[")) {
            return "expected " + (type.equals("int") ? "integer" : type) + "; found " + at.text();
        }
        return value == null
                ? "invalid value; expected " + type
                : "wrong type for value; expected " + type + "; got " + GoPrinter.typeName(value);
    }

    static boolean truth(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean bool -> bool;
            case String text -> !text.isEmpty();
            case Number number -> number.doubleValue() != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            case Dictionary dictionary -> !dictionary.entries().isEmpty();
            case Absent _ -> false;
            case NilPointer _ -> false;
            case Span(long nanos) -> nanos != 0;
            default -> true;
        };
    }

    static @Nullable Object call(
            String name, List<? extends @Nullable Object> arguments, boolean header) {
        if (OF_DOCKER.contains(" " + name + " ")) {
            return header ? arguments.getFirst() : TextFunctions.call(name, arguments);
        }
        return switch (name) {
            case "print" -> print(arguments);
            case "println" -> println(arguments);
            case "printf" ->
                    Printf.format(
                            String.valueOf(arguments.getFirst()),
                            arguments.subList(1, arguments.size()));
            case "html" -> Escapes.html(text(arguments));
            case "js" -> Escapes.js(text(arguments));
            case "urlquery" -> Escapes.urlQuery(text(arguments));
            case "index" -> index(arguments);
            case "slice" -> slice(arguments);
            case "len" -> length(arguments.getFirst());
            case "and", "or" -> decisive(name.equals("and"), arguments);
            case "not" -> !truth(arguments.getFirst());
            default -> Comparison.call(name, arguments);
        };
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

    /// What the escaping functions work on.
    private static String text(List<? extends @Nullable Object> arguments) {
        return arguments.size() == 1 && arguments.getFirst() == null
                ? "<no value>"
                : print(arguments);
    }

    private static @Nullable Object index(List<? extends @Nullable Object> arguments) {
        Object value = arguments.getFirst();
        if (value == null) {
            throw new IllegalArgumentException("index of untyped nil");
        }
        for (Object key : arguments.subList(1, arguments.size())) {
            value =
                    switch (value) {
                        case List<?> list -> list.get(within(key, list.size() - 1));
                        case Map<?, ?> map -> map.get(key(key));
                        case Dictionary dictionary ->
                                dictionary.entries().containsKey(key(key))
                                        ? dictionary.entries().get(key(key))
                                        : dictionary.zero();
                        case String text -> {
                            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                            yield (long) (bytes[within(key, bytes.length - 1)] & 0xff);
                        }
                        case Absent absent when absent == Absent.MAP -> "";
                        case Absent _ -> throw outOfRange(key);
                        case NilPointer _ ->
                                throw new IllegalArgumentException("index of nil pointer");
                        case null -> throw new IllegalArgumentException("index of nil pointer");
                        default ->
                                throw new IllegalArgumentException(
                                        "can't index item of type " + GoPrinter.typeName(value));
                    };
        }
        return value;
    }

    private static String key(@Nullable Object key) {
        if (key instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(
                key == null
                        ? "value is nil; should be of type string"
                        : "value has type " + GoPrinter.typeName(key) + "; should be string");
    }

    private static Object slice(List<? extends @Nullable Object> arguments) {
        Object value = arguments.getFirst();
        if (value == null) {
            throw new IllegalArgumentException("slice of untyped nil");
        }
        if (arguments.size() > 4) {
            throw new IllegalArgumentException("too many slice indexes: " + (arguments.size() - 1));
        }
        if (value instanceof String && arguments.size() > 3) {
            throw new IllegalArgumentException("cannot 3-index slice a string");
        }
        if (!(value instanceof String) && !(value instanceof List<?>) && value != Absent.LIST) {
            throw new IllegalArgumentException(
                    "can't slice item of type " + GoPrinter.typeName(value));
        }
        int length = (int) length(value);
        int from = arguments.size() > 1 ? within(arguments.get(1), length) : 0;
        int to = arguments.size() > 2 ? within(arguments.get(2), length) : length;
        if (from > to) {
            throw new IllegalArgumentException("invalid slice index: " + from + " > " + to);
        }
        return switch (value) {
            case String text ->
                    new String(
                            text.getBytes(StandardCharsets.UTF_8),
                            from,
                            to - from,
                            StandardCharsets.UTF_8);
            case List<?> list -> list.subList(from, to);
            default -> Absent.LIST;
        };
    }

    private static long length(@Nullable Object value) {
        return switch (value) {
            case String text -> text.getBytes(StandardCharsets.UTF_8).length;
            case List<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case Dictionary dictionary -> dictionary.entries().size();
            case Absent _ -> 0;
            case NilPointer _ -> throw new IllegalArgumentException("len of nil pointer");
            case null -> throw new IllegalArgumentException("len of nil pointer");
            default ->
                    throw new IllegalArgumentException("len of type " + GoPrinter.typeName(value));
        };
    }

    /// The value that decides: the evaluator has already returned the first that does, unless that
    /// is the piped one.
    private static @Nullable Object decisive(
            boolean and, List<? extends @Nullable Object> arguments) {
        for (Object argument : arguments) {
            if (truth(argument) != and) {
                return argument;
            }
        }
        return arguments.getLast();
    }

    private static int within(@Nullable Object value, int maximum) {
        if (value instanceof Long number) {
            if (number >= 0 && number <= maximum) {
                return (int) (long) number;
            }
            throw outOfRange(value);
        }
        throw new IllegalArgumentException(
                value == null
                        ? "cannot index slice/array with nil"
                        : "cannot index slice/array with type " + GoPrinter.typeName(value));
    }

    private static IllegalArgumentException outOfRange(@Nullable Object index) {
        return new IllegalArgumentException("index out of range: " + GoPrinter.inner(index));
    }
}
