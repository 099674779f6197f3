package dev.varve.cli.output;

/// Makes text from outside harmless: control characters (C0, DEL, C1), line separators and the
/// marks that turn the direction of writing are spelt out, `\x1b` or `\u202e`.
public final class Escaped {
    private Escaped() {}

    /// For a cell or a line: nothing of the kind stays.
    public static String line(String text) {
        return escape(text, false);
    }

    /// For text of several lines: line feeds and tabs stay.
    public static String lines(String text) {
        return escape(text, true);
    }

    static boolean isUnsafe(char c) {
        return c < ' '
                || (c >= 0x7f && c <= 0x9f)
                || c == 0x61c
                || (c >= 0x200e && c <= 0x200f)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    private static String escape(String text, boolean layout) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isUnsafe(c) && !(layout && (c == '\n' || c == '\t'))) {
                return escapeFrom(text, i, layout);
            }
        }
        return text;
    }

    private static String escapeFrom(String text, int first, boolean layout) {
        StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isUnsafe(c) || (layout && (c == '\n' || c == '\t'))) {
                out.append(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c == '\t') {
                out.append("\\t");
            } else if (c == '\r') {
                out.append("\\r");
            } else {
                String hex = Integer.toHexString(c);
                int digits = c < 0x80 ? 2 : 4;
                out.append(c < 0x80 ? "\\x" : "\\u");
                out.repeat('0', Math.max(0, digits - hex.length())).append(hex);
            }
        }
        return out.toString();
    }
}
