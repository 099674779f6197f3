package dev.varve.cli.client;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Builds the query of a URL, in the order and spelling of Go's `url.Values`.
final class Query {
    private static final String HEX = "0123456789ABCDEF";

    private final List<String> names = new ArrayList<>();
    private final List<String> pairs = new ArrayList<>();

    Query add(String name, String value) {
        StringBuilder pair = new StringBuilder(name).append('=');
        escape(pair, value, "-._~", true);
        int at = names.size();
        while (at > 0 && names.get(at - 1).compareTo(name) > 0) {
            at--;
        }
        names.add(at, name);
        pairs.add(at, pair.toString());
        return this;
    }

    /// Adds a value that is not empty.
    Query addUnlessEmpty(String name, String value) {
        return value.isEmpty() ? this : add(name, value);
    }

    /// Adds `1` for something that is so, and nothing for what is not.
    Query flag(String name, boolean set) {
        return set ? add(name, "1") : this;
    }

    @Override
    public String toString() {
        return pairs.isEmpty() ? "" : "?" + String.join("&", pairs);
    }

    /// A name within a path: slashes, colons and `@` stay. Dots alone between slashes would be
    /// resolved away by a server, so they are escaped.
    static String path(String name) {
        StringBuilder text = new StringBuilder(name.length() + 8);
        int from = 0;
        while (true) {
            int slash = name.indexOf('/', from);
            String part = name.substring(from, slash < 0 ? name.length() : slash);
            escape(text, part, part.equals(".") || part.equals("..") ? "" : "-._~:@", false);
            if (slash < 0) {
                return text.toString();
            }
            text.append('/');
            from = slash + 1;
        }
    }

    private static void escape(StringBuilder out, String value, String safe, boolean plus) {
        for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (isAlphanumeric(c) || safe.indexOf(c) >= 0) {
                out.append(c);
            } else if (plus && c == ' ') {
                out.append('+');
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
