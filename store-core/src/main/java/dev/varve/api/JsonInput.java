package dev.varve.api;

import com.fasterxml.jackson.core.JsonToken;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/// Reads JSON token by token, as strictly as Jackson's parser and with its tokens. Values may
/// follow each other, as the messages of a stream do, and each token is there as soon as its bytes
/// are.
///
/// It stands here for the command line's sake: the first use of Jackson's own parser computes
/// tables of `BigDecimal` for 10 ms, a third of a whole command.
public final class JsonInput implements AutoCloseable {
    private static final int MAX_DEPTH = 1000;
    private static final int MAX_DIGITS = 1000;

    private final JsonBytes in;

    /// For each open object or array whether it is an object.
    private final BitSet objects = new BitSet();

    private final StringBuilder number = new StringBuilder();
    private int depth;

    /// Nothing was read yet in the innermost object or array.
    private boolean first = true;

    /// A name was read, its value not yet.
    private boolean named;

    private @Nullable JsonToken token;
    private String name = "";
    private String text = "";

    private JsonInput(InputStream in) {
        this.in = new JsonBytes(in);
    }

    /// @param in UTF-8
    public static JsonInput of(InputStream in) {
        return new JsonInput(in);
    }

    public static JsonInput of(String json) {
        return of(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)));
    }

    /// Moves to the next token; `null` at the end.
    public @Nullable JsonToken nextToken() throws IOException {
        int c = afterSpace();
        if (named) {
            named = false;
            token = value(c);
        } else if (depth == 0) {
            token = root(c);
        } else if (objects.get(depth - 1)) {
            token = c == '}' ? close(JsonToken.END_OBJECT) : name(afterComma(c));
        } else {
            token = c == ']' ? close(JsonToken.END_ARRAY) : value(afterComma(c));
        }
        return token;
    }

    /// The token that was read last; `null` before the first and after the last.
    public @Nullable JsonToken currentToken() {
        return token;
    }

    /// The name of the field that was read last.
    public String currentName() {
        return name;
    }

    /// The text of a string, or a number as it is spelt.
    public String text() {
        return text;
    }

    /// Whether it is a whole number that a long can hold.
    public boolean isLong() {
        if (token != JsonToken.VALUE_NUMBER_INT) {
            return false;
        }
        // The longest of 18 digits is less than 2^63.
        return text.length() <= 18 || fitsLong(text);
    }

    /// The value of a number of which [#isLong()].
    public long number() {
        return Long.parseLong(text);
    }

    /// Moves to the end of the object or array that just began; stays at any other token.
    public void skipChildren() throws IOException {
        if (token != JsonToken.START_OBJECT && token != JsonToken.START_ARRAY) {
            return;
        }
        int outer = depth - 1;
        while (depth > outer) {
            nextToken();
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private int afterSpace() throws IOException {
        int c = in.peek();
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            in.skip();
            c = in.peek();
        }
        return c;
    }

    private int afterComma(int c) throws IOException {
        if (first) {
            return c;
        }
        if (c != ',') {
            throw unexpected(c, "a comma or the end of what is open");
        }
        in.skip();
        return afterSpace();
    }

    private @Nullable JsonToken root(int c) throws IOException {
        return c < 0 ? null : value(c);
    }

    private JsonToken name(int c) throws IOException {
        if (c != '"') {
            throw unexpected(c, "the name of a field");
        }
        name = string();
        int colon = afterSpace();
        if (colon != ':') {
            throw unexpected(colon, "a colon");
        }
        in.skip();
        first = false;
        named = true;
        return JsonToken.FIELD_NAME;
    }

    private JsonToken value(int c) throws IOException {
        first = false;
        return switch (c) {
            case '"' -> {
                text = string();
                yield JsonToken.VALUE_STRING;
            }
            case '{' -> open(true, JsonToken.START_OBJECT);
            case '[' -> open(false, JsonToken.START_ARRAY);
            case 't' -> literal("true", JsonToken.VALUE_TRUE);
            case 'f' -> literal("false", JsonToken.VALUE_FALSE);
            case 'n' -> literal("null", JsonToken.VALUE_NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> numeral();
            default -> throw unexpected(c, "a value");
        };
    }

    private JsonToken open(boolean object, JsonToken opened) throws IOException {
        if (depth == MAX_DEPTH) {
            throw new IOException("the JSON is nested more than " + MAX_DEPTH + " deep");
        }
        in.skip();
        objects.set(depth++, object);
        first = true;
        return opened;
    }

    private JsonToken close(JsonToken closed) {
        in.skip();
        depth--;
        first = false;
        return closed;
    }

    private JsonToken literal(String word, JsonToken meant) throws IOException {
        for (int i = 0; i < word.length(); i++) {
            int c = in.peek();
            if (c != word.charAt(i)) {
                throw unexpected(c, word);
            }
            in.skip();
        }
        requireEnd();
        return meant;
    }

    private JsonToken numeral() throws IOException {
        number.setLength(0);
        take('-');
        boolean zero = take('0');
        if (!zero) {
            digits();
        }
        JsonToken kind = JsonToken.VALUE_NUMBER_INT;
        if (take('.')) {
            digits();
            kind = JsonToken.VALUE_NUMBER_FLOAT;
        }
        if (take('e') || take('E')) {
            if (!take('+')) {
                take('-');
            }
            digits();
            kind = JsonToken.VALUE_NUMBER_FLOAT;
        }
        requireEnd();
        text = number.toString();
        return kind;
    }

    private void digits() throws IOException {
        int c = in.peek();
        if (c < '0' || c > '9') {
            throw unexpected(c, "a digit");
        }
        while (c >= '0' && c <= '9') {
            if (number.length() == MAX_DIGITS) {
                throw new IOException(
                        "the JSON has a number of more than " + MAX_DIGITS + " digits");
            }
            number.append((char) c);
            in.skip();
            c = in.peek();
        }
    }

    private boolean take(char wanted) throws IOException {
        if (in.peek() != wanted) {
            return false;
        }
        number.append(wanted);
        in.skip();
        return true;
    }

    /// What follows a number or a word directly may not be a part of another.
    private void requireEnd() throws IOException {
        int c = in.peek();
        if (c > ' ' && c != ',' && c != ']' && c != '}') {
            throw unexpected(c, "the end of a value");
        }
    }

    private String string() throws IOException {
        in.skip();
        int count = in.plain();
        if (!in.endsAfter(count)) {
            return JsonString.read(in);
        }
        String plain = in.ascii(count);
        in.skip();
        return plain;
    }

    private static boolean fitsLong(String digits) {
        try {
            Long.parseLong(digits);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private IOException unexpected(int c, String wanted) {
        String found =
                c < 0
                        ? "its end"
                        : c > ' ' && c < 0x7f
                                ? "'" + (char) c + "'"
                                : "the byte " + Integer.toHexString(c);
        return new IOException(
                "the JSON has "
                        + found
                        + " where "
                        + wanted
                        + " should be, at byte "
                        + in.offset());
    }
}
