package dev.varve.cli.client;

import java.nio.charset.StandardCharsets;

/// Builds the query of a URL.
final class Query {
    private static final String HEX = "0123456789ABCDEF";

    private final StringBuilder text = new StringBuilder();

    Query add(String name, String value) {
        text.append(text.isEmpty() ? '?' : '&').append(name).append('=');
        escape(text, value, "-._~");
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /// A name within a path: slashes, colons and `@` stay. Dots alone between slashes would be
    /// resolved away by a server, so they are escaped.
    static String path(String name) {
        StringBuilder text = new StringBuilder(name.length() + 8);
        int from = 0;
        while (true) {
            int slash = name.indexOf('/', from);
            String part = name.substring(from, slash < 0 ? name.length() : slash);
            escape(text, part, part.equals(".") || part.equals("..") ? "" : "-._~:@");
            if (slash < 0) {
                return text.toString();
            }
            text.append('/');
            from = slash + 1;
        }
    }

    private static void escape(StringBuilder out, String value, String safe) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isAlphanumeric(c) || safe.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
