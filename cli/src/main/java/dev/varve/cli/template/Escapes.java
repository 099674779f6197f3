package dev.varve.cli.template;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Go's `html`, `js` and `urlquery`.
final class Escapes {
    private static final String UNRESERVED = "-_.~";

    private Escapes() {}

    static String html(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case 0 -> out.append('\ufffd');
                case '"' -> out.append("&#34;");
                case '\'' -> out.append("&#39;");
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    static String js(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> js(out, c));
        return out.toString();
    }

    private static void js(StringBuilder out, int c) {
        switch (c) {
            case '\\' -> out.append("\\\\");
            case '\'' -> out.append("\\'");
            case '"' -> out.append("\\\"");
            default -> {
                boolean special = c < ' ' || c == '<' || c == '>' || c == '&' || c == '=';
                if (special || (c > 0x7e && !GoPrinter.isPrintable(c))) {
                    String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
                    out.append("\\u").repeat('0', Math.max(0, 4 - hex.length())).append(hex);
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    static String urlQuery(String text) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain =
                    c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
            if (plain) {
                out.append(c);
            } else if (c == ' ') {
                out.append('+');
            } else {
                out.append('%').append(String.format(Locale.ROOT, "%02X", (int) c));
            }
        }
        return out.toString();
    }
}
