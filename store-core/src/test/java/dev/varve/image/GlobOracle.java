package dev.varve.image;

import java.util.Objects;

/// Go's `path.Match` by backtracking: tries everything, so only for short texts. A malformed glob
/// ends in an [IndexOutOfBoundsException] or an [IllegalArgumentException].
final class GlobOracle {
    private GlobOracle() {}

    static boolean matches(String glob, String name) {
        if (glob.isEmpty()) {
            return name.isEmpty();
        }
        char first = glob.charAt(0);
        if (first == '*') {
            String rest = glob.substring(1);
            for (int i = 0; i <= name.length(); i++) {
                if (matches(rest, name.substring(i))) {
                    return true;
                }
                if (i < name.length() && name.charAt(i) == '/') {
                    return false;
                }
            }
            return false;
        }
        int length = itemLength(glob);
        return !name.isEmpty()
                && fits(glob.substring(0, length), name.charAt(0))
                && matches(glob.substring(length), name.substring(1));
    }

    /// Whether Go takes it for a pattern at all.
    static boolean isGlob(String glob) {
        try {
            int at = 0;
            while (at < glob.length()) {
                at += itemLength(glob.substring(at));
            }
            return true;
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            return false;
        }
    }

    private static int itemLength(String glob) {
        if (glob.charAt(0) == '\\') {
            Objects.checkIndex(1, glob.length());
            return 2;
        }
        if (glob.charAt(0) != '[') {
            return 1;
        }
        int at = glob.charAt(1) == '^' ? 2 : 1;
        do {
            at = boundEnd(glob, at);
            if (glob.charAt(at) == '-') {
                at = boundEnd(glob, at + 1);
            }
        } while (glob.charAt(at) != ']');
        return at + 1;
    }

    /// A class is made of characters and pairs of them; `-` and `]` must be escaped.
    private static int boundEnd(String glob, int at) {
        char c = glob.charAt(at);
        if (c == '-' || c == ']') {
            throw new IllegalArgumentException("malformed class in " + glob);
        }
        if (c == '\\') {
            Objects.checkIndex(at + 1, glob.length());
            return at + 2;
        }
        return at + 1;
    }

    private static boolean fits(String item, char c) {
        return switch (item.charAt(0)) {
            case '?' -> c != '/';
            case '\\' -> c == item.charAt(1);
            case '[' -> fitsClass(item, c);
            default -> c == item.charAt(0);
        };
    }

    private static boolean fitsClass(String item, char c) {
        boolean negated = item.charAt(1) == '^';
        boolean found = false;
        int at = negated ? 2 : 1;
        while (at < item.length() - 1) {
            int end = boundEnd(item, at);
            char low = item.charAt(end - 1);
            char high = low;
            if (item.charAt(end) == '-') {
                end = boundEnd(item, end + 1);
                high = item.charAt(end - 1);
            }
            found |= low <= c && c <= high;
            at = end;
        }
        return found != negated;
    }
}
