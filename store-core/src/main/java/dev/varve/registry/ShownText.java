package dev.varve.registry;

import java.util.HexFormat;

/// Text of a registry made fit to be shown: nothing in it may steer a terminal, reorder a line or
/// forge a line of a log.
final class ShownText {
    private static final int LIMIT = 1000;
    private static final HexFormat HEX = HexFormat.of();

    private ShownText() {}

    static String of(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), LIMIT));
        text.codePoints()
                .limit(LIMIT)
                .forEach(c -> {
                    if (isSafe(c)) {
                        safe.appendCodePoint(c);
                    } else if (c > 0xffff) {
                        safe.append("\\U").append(HEX.toHexDigits(c));
                    } else {
                        safe.append("\\u").append(HEX.toHexDigits((char) c));
                    }
                });
        return safe.toString();
    }

    private static boolean isSafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED ->
                    false;
            default -> true;
        };
    }
}
