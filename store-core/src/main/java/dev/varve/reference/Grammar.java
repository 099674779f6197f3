package dev.varve.reference;

/// The character-level rules of the grammar in this package's description. Each is one pass over
/// the text without backtracking, however long the text is.
final class Grammar {
    private static final int MAX_TAG = 128;
    private static final int MIN_DIGEST_HEX = 32;

    private Grammar() {}

    /// Exactly 64 lower-case hexadecimal digits: an image ID, never a name.
    static boolean isIdentifier(String s) {
        return s.length() == 64 && s.chars().allMatch(c -> isHex(c) && !isUpper(c));
    }

    static boolean isTag(String s) {
        return !s.isEmpty()
                && s.length() <= MAX_TAG
                && isWordChar(s.charAt(0))
                && s.chars().allMatch(c -> isWordChar(c) || c == '.' || c == '-');
    }

    static boolean isDigest(String s) {
        int colon = s.indexOf(':');
        return colon > 0
                && s.length() - colon - 1 >= MIN_DIGEST_HEX
                && isAlgorithm(s.substring(0, colon))
                && s.substring(colon + 1).chars().allMatch(Grammar::isHex);
    }

    static boolean isDomain(String s) {
        if (s.startsWith("[")) {
            int end = s.indexOf(']');
            return end > 1
                    && s.substring(1, end).chars().allMatch(c -> isHex(c) || c == ':')
                    && isOptionalPort(s.substring(end + 1));
        }
        int colon = s.indexOf(':');
        String host = colon < 0 ? s : s.substring(0, colon);
        if (!isOptionalPort(colon < 0 ? "" : s.substring(colon))) {
            return false;
        }
        for (String label : host.split("\\.", -1)) {
            if (!isLabel(label)) {
                return false;
            }
        }
        return true;
    }

    static boolean isPath(String s) {
        int word = 0;
        int i = 0;
        while (i < s.length()) {
            if (isWord(s.charAt(i))) {
                word++;
                i++;
                continue;
            }
            int after = separatorEnd(s, i);
            if (word == 0 || after < 0) {
                return false;
            }
            word = 0;
            i = after;
        }
        return word > 0;
    }

    /// The end of the separator or slash that starts at `i`, or -1.
    private static int separatorEnd(String s, int i) {
        char c = s.charAt(i);
        return switch (c) {
            case '/', '.' -> i + 1;
            case '_' -> i + 1 < s.length() && s.charAt(i + 1) == '_' ? i + 2 : i + 1;
            case '-' -> {
                int end = i;
                while (end < s.length() && s.charAt(end) == '-') {
                    end++;
                }
                yield end;
            }
            default -> -1;
        };
    }

    private static boolean isAlgorithm(String s) {
        boolean pieceStarts = true;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (pieceStarts) {
                if (!isLetter(c)) {
                    return false;
                }
                pieceStarts = false;
            } else if (c == '-' || c == '_' || c == '+' || c == '.') {
                pieceStarts = true;
            } else if (!isAlnum(c)) {
                return false;
            }
        }
        return !pieceStarts;
    }

    private static boolean isLabel(String s) {
        return !s.isEmpty()
                && isAlnum(s.charAt(0))
                && isAlnum(s.charAt(s.length() - 1))
                && s.chars().allMatch(c -> isAlnum(c) || c == '-');
    }

    private static boolean isOptionalPort(String s) {
        return s.isEmpty()
                || (s.length() > 1
                        && s.charAt(0) == ':'
                        && s.substring(1).chars().allMatch(Grammar::isDigit));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLetter(int c) {
        return (c >= 'a' && c <= 'z') || isUpper(c);
    }

    private static boolean isAlnum(int c) {
        return isLetter(c) || isDigit(c);
    }

    private static boolean isWord(int c) {
        return isAlnum(c) && !isUpper(c);
    }

    private static boolean isWordChar(int c) {
        return isAlnum(c) || c == '_';
    }

    private static boolean isHex(int c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
