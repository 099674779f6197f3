package dev.varve.storage.linux;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Raw names as text that is safe to show on a terminal or in a log.
public final class RawText {
    private static final int SHOWN = 300;

    private RawText() {}

    /// The name as text: control characters, format characters (bidirectional marks among them) and
    /// bytes that are not UTF-8 become escapes, and a long name is cut.
    public static String escape(byte[] raw) {
        StringBuilder text = new StringBuilder();
        try {
            String decoded =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
            decoded.codePoints().limit(SHOWN).forEach(c -> appendCharacter(text, c));
        } catch (CharacterCodingException e) {
            for (int i = 0; i < Math.min(raw.length, SHOWN); i++) {
                appendByte(text, raw[i] & 0xff);
            }
        }
        if (raw.length > SHOWN) {
            text.append("... (").append(raw.length).append(" bytes)");
        }
        return text.toString();
    }

    private static void appendCharacter(StringBuilder text, int c) {
        if (c < 0x80) {
            appendByte(text, c);
        } else if (hidden(c)) {
            text.append("\\u{").append(Integer.toHexString(c)).append('}');
        } else {
            text.appendCodePoint(c);
        }
    }

    private static void appendByte(StringBuilder text, int b) {
        if (b >= 0x20 && b < 0x7f && b != '\\') {
            text.append((char) b);
        } else {
            text.append("\\x").append(Character.forDigit(b >> 4, 16));
            text.append(Character.forDigit(b & 15, 16));
        }
    }

    private static boolean hidden(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.PRIVATE_USE
                || type == Character.UNASSIGNED;
    }
}
