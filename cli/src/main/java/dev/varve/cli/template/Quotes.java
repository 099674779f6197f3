package dev.varve.cli.template;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// Reads Go's string and character literals.
final class Quotes {
    private static final String SIMPLE = "abfnrtv\\";
    private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000b\\";

    private final String text;
    private final char quote;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int at = 1;

    private Quotes(String text) {
        this.text = text;
        this.quote = text.charAt(0);
    }

    /// @param literal with its quotes, which the lexer has seen to
    /// @throws IllegalArgumentException for an escape sequence that does not exist
    static String string(String literal) {
        if (literal.startsWith("`")) {
            return literal.substring(1, literal.length() - 1).replace("\r", "");
        }
        Quotes quotes = new Quotes(literal);
        while (quotes.at < literal.length() - 1) {
            quotes.character();
        }
        return quotes.bytes.toString(StandardCharsets.UTF_8);
    }

    /// The number of a character literal.
    static long character(String literal) {
        Quotes quotes = new Quotes(literal);
        if (literal.length() < 3) {
            throw new IllegalArgumentException("invalid syntax");
        }
        int value = quotes.character();
        if (quotes.at != literal.length() - 1) {
            throw new IllegalArgumentException("malformed character constant: " + literal);
        }
        return value;
    }

    private int character() {
        int c = text.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') {
            return emit(c);
        }
        char kind = text.charAt(at++);
        int simple = SIMPLE.indexOf(kind);
        if (simple >= 0) {
            return emit(SIMPLE_VALUES.charAt(simple));
        }
        if (kind == quote) {
            return emit(kind);
        }
        if (kind >= '0' && kind <= '7') {
            at--;
            return emitByte(number(3, 8));
        }
        return switch (kind) {
            case 'x' -> emitByte(number(2, 16));
            case 'u' -> emit(number(4, 16));
            case 'U' -> emit(number(8, 16));
            default -> throw new IllegalArgumentException("invalid syntax");
        };
    }

    private int number(int digits, int radix) {
        int end = at + digits;
        int value = 0;
        for (; at < end; at++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at), radix) : -1;
            if (digit < 0 || value > Character.MAX_CODE_POINT) {
                throw new IllegalArgumentException("invalid syntax");
            }
            value = value * radix + digit;
        }
        return value;
    }

    private int emitByte(int value) {
        if (value > 255) {
            throw new IllegalArgumentException("invalid syntax");
        }
        bytes.write(value);
        return value;
    }

    private int emit(int codePoint) {
        if (!Character.isValidCodePoint(codePoint)) {
            throw new IllegalArgumentException("invalid syntax");
        }
        bytes.writeBytes(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
        return codePoint;
    }
}
