package dev.varve.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads a JSON string that stands not for itself, or not wholly in the buffer.
final class JsonString {
    private static final int LIMIT = 20_000_000;

    private JsonString() {}

    /// @param in after the opening quotation mark; after the closing one when done
    static String read(JsonBytes in) throws IOException {
        ByteArrayOutputStream raw = new ByteArrayOutputStream();
        boolean escaped = false;
        for (int b = in.next(); b != '"'; b = in.next()) {
            if (b < 0x20) {
                throw new IOException(
                        b < 0
                                ? "the JSON ends within a string"
                                : "the JSON has a control character in a string, before byte "
                                        + in.offset());
            }
            raw.write(b);
            if (b == '\\') {
                escaped = true;
                // The end of the text is found in the next round.
                raw.write(Math.max(0, in.next()));
            }
            if (raw.size() > LIMIT) {
                throw new IOException("the JSON has a string of more than " + LIMIT + " bytes");
            }
        }
        try {
            String text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(raw.toByteArray()))
                            .toString();
            return escaped ? unescaped(text, in) : text;
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "the JSON has a string that is no UTF-8, before byte " + in.offset(), e);
        }
    }

    private static String unescaped(String text, JsonBytes in) throws IOException {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char kind = text.charAt(++i);
            if (kind == 'u') {
                plain.append(unit(text, i + 1, in));
                i += 4;
            } else {
                int known = "\"\\/bfnrt".indexOf(kind);
                if (known < 0) {
                    throw bad(in);
                }
                plain.append("\"\\/\b\f\n\r\t".charAt(known));
            }
        }
        return plain.toString();
    }

    private static char unit(String text, int from, JsonBytes in) throws IOException {
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < text.length() ? hexadecimal(text.charAt(i)) : -1;
            if (digit < 0) {
                throw bad(in);
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    /// Of ASCII only, unlike [Character#digit(char, int)].
    private static int hexadecimal(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1;
    }

    private static IOException bad(JsonBytes in) {
        return new IOException(
                "the JSON has a string with a bad escape, before byte " + in.offset());
    }
}
