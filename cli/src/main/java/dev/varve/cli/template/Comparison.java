package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// `eq`, `ne`, `lt`, `le`, `gt` and `ge`, which compare only what is of one kind.
final class Comparison {
    private Comparison() {}

    static boolean call(String name, List<? extends @Nullable Object> arguments) {
        Object left = arguments.getFirst();
        if (name.equals("eq")) {
            if (arguments.size() == 1) {
                throw new IllegalArgumentException("missing argument for comparison");
            }
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
        if (isNil(left) || isNil(right)) {
            return isNil(left) && isNil(right);
        }
        String kind = kind(left);
        if (kind.isEmpty()) {
            throw new IllegalArgumentException(
                    "non-comparable type "
                            + GoPrinter.inner(left)
                            + ": "
                            + GoPrinter.typeName(left));
        }
        if (!kind.equals(kind(right))) {
            throw new IllegalArgumentException("incompatible types for comparison");
        }
        return left.equals(right);
    }

    private static int order(@Nullable Object left, @Nullable Object right) {
        String kind = kind(left);
        String other = kind(right);
        if (kind.isEmpty() || other.isEmpty()) {
            throw new IllegalArgumentException("invalid type for comparison");
        }
        if (!kind.equals(other)) {
            throw new IllegalArgumentException("incompatible types for comparison");
        }
        return switch (left) {
            case String text ->
                    Arrays.compareUnsigned(
                            text.getBytes(StandardCharsets.UTF_8),
                            String.valueOf(right).getBytes(StandardCharsets.UTF_8));
            case Long number when right instanceof Long b -> Long.compare(number, b);
            case Double number when right instanceof Double b -> Double.compare(number, b);
            case Span(long nanos) when right instanceof Span(long b) -> Long.compare(nanos, b);
            case null, default -> throw new IllegalArgumentException("invalid type for comparison");
        };
    }

    private static boolean isNil(@Nullable Object value) {
        return value == null || value instanceof NilPointer;
    }

    private static String kind(@Nullable Object value) {
        return switch (value) {
            case String _ -> "string";
            case Boolean _ -> "bool";
            case Long _ -> "int";
            case Double _ -> "float";
            case Span _ -> "int";
            case null, default -> "";
        };
    }
}
