package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.ArrayList;
import java.util.List;

/// A shell's pattern of characters, `?` and `*`, matched in time linear in the text for each `*`.
final class ShellPattern {
    private static final char ANY = '\ue000';

    private final String source;

    /// What stands between the stars; [#ANY] in it is one character of any kind.
    private final List<String> pieces;

    private ShellPattern(String source, List<String> pieces) {
        this.source = source;
        this.pieces = pieces;
    }

    static ShellPattern parse(String text) {
        List<String> pieces = new ArrayList<>();
        StringBuilder piece = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '*') {
                pieces.add(piece.toString());
                piece.setLength(0);
            } else if (c == '\\') {
                piece.append(escaped(text, ++i));
            } else {
                piece.append(c == '?' ? ANY : c);
            }
        }
        pieces.add(piece.toString());
        return new ShellPattern(text, pieces);
    }

    private static char escaped(String pattern, int at) {
        char c = at < pattern.length() ? pattern.charAt(at) : ' ';
        if ("}/*?\\".indexOf(c) < 0) {
            throw new InvalidArgument(
                    "invalid pattern ("
                            + pattern
                            + ") in substitution: invalid escape '\\"
                            + c
                            + "'");
        }
        return c;
    }

    String withoutPrefix(String value, boolean longest) {
        int end = matchEnd(value, 0, longest);
        return end < 0 ? value : value.substring(end);
    }

    String withoutSuffix(String value, boolean longest) {
        List<String> backwards = pieces.reversed().stream().map(ShellPattern::reversed).toList();
        ShellPattern mirror = new ShellPattern(source, backwards);
        return reversed(mirror.withoutPrefix(reversed(value), longest));
    }

    /// Puts another text where the pattern fits, as far to the left and as long as it can.
    ///
    /// @param all not only at the first place
    String replace(String value, String replacement, boolean all) {
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at <= value.length()) {
            int start = find(pieces.getFirst(), value, at);
            int end = start < 0 ? -1 : matchEnd(value, start, true);
            if (end < 0) {
                break;
            }
            out.append(value, at, start).append(replacement);
            at = end;
            if (!all) {
                break;
            }
            if (end == start) {
                // An empty match: go on behind the next character.
                if (at < value.length()) {
                    out.append(value.charAt(at));
                }
                at++;
            }
        }
        return at < value.length()
                ? out.append(value, at, value.length()).toString()
                : out.toString();
    }

    /// Where a match that begins at `start` ends, or -1 for none.
    private int matchEnd(String value, int start, boolean longest) {
        if (!fits(pieces.getFirst(), value, start)) {
            return -1;
        }
        int at = start + pieces.getFirst().length();
        for (int i = 1; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            boolean last = i == pieces.size() - 1;
            int found = last && longest ? findLast(piece, value, at) : find(piece, value, at);
            if (found < 0) {
                return -1;
            }
            at = found + piece.length();
        }
        return at;
    }

    private static int find(String piece, String value, int from) {
        for (int at = from; at + piece.length() <= value.length(); at++) {
            if (fits(piece, value, at)) {
                return at;
            }
        }
        return -1;
    }

    private static int findLast(String piece, String value, int from) {
        for (int at = value.length() - piece.length(); at >= from; at--) {
            if (fits(piece, value, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean fits(String piece, String value, int at) {
        if (at + piece.length() > value.length()) {
            return false;
        }
        for (int i = 0; i < piece.length(); i++) {
            if (piece.charAt(i) != ANY && piece.charAt(i) != value.charAt(at + i)) {
                return false;
            }
        }
        return true;
    }

    private static String reversed(String text) {
        return new StringBuilder(text).reverse().toString();
    }
}
