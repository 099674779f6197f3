package dev.varve.image;

import dev.varve.error.StoreException.InvalidArgument;

import java.util.ArrayList;
import java.util.List;

/// A shell pattern as Go's `path.Match` reads it: `*` is any run without `/`, `?` one character but
/// `/`, `[...]` a class with ranges and `^` for all others, `\` takes the meaning from the next
/// character. The pattern must fit the whole name.
///
/// As in Go, the text between two stars is taken at the first place where it fits and never moved
/// again, so matching costs at most the square of the name's length whatever the pattern.
public final class GoPathMatch {
    private final List<Chunk> chunks;

    private GoPathMatch(List<Chunk> chunks) {
        this.chunks = chunks;
    }

    /// Throws [InvalidArgument] with Go's text for a malformed pattern.
    public static GoPathMatch compile(String pattern) {
        return new GoPathMatch(new PatternReader(pattern).chunks());
    }

    public boolean matches(String name) {
        int[] text = name.codePoints().toArray();
        int at = 0;
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            boolean last = i == chunks.size() - 1;
            if (last && chunk.star && chunk.items.isEmpty()) {
                return !containsSlash(text, at);
            }
            at = chunk.find(text, at, last);
            if (at < 0) {
                return false;
            }
        }
        return at == text.length;
    }

    private static boolean containsSlash(int[] text, int from) {
        for (int i = from; i < text.length; i++) {
            if (text[i] == '/') {
                return true;
            }
        }
        return false;
    }

    /// A run of single-character items.
    ///
    /// @param star whether a `*` stands before it
    private record Chunk(boolean star, List<Item> items) {
        /// The place behind the first fit at or after `from`, or -1.
        int find(int[] text, int from, boolean toTheEnd) {
            int start = from;
            while (text.length - start >= items.size()) {
                int end = start + items.size();
                if (fits(text, start) && (!toTheEnd || end == text.length)) {
                    return end;
                }
                if (!star || start == text.length || text[start] == '/') {
                    return -1;
                }
                start++;
            }
            return -1;
        }

        private boolean fits(int[] text, int start) {
            for (int i = 0; i < items.size(); i++) {
                if (!items.get(i).fits(text[start + i])) {
                    return false;
                }
            }
            return true;
        }
    }

    private sealed interface Item {
        boolean fits(int c);

        record Literal(int expected) implements Item {
            @Override
            public boolean fits(int c) {
                return c == expected;
            }
        }

        record Any() implements Item {
            @Override
            public boolean fits(int c) {
                return c != '/';
            }
        }

        record OneOf(boolean negated, List<Range> ranges) implements Item {
            @Override
            public boolean fits(int c) {
                return negated != ranges.stream().anyMatch(r -> r.low <= c && c <= r.high);
            }
        }
    }

    private record Range(int low, int high) {}

    /// Cuts a pattern into chunks.
    private static final class PatternReader {
        private final int[] pattern;
        private int at;

        PatternReader(String pattern) {
            this.pattern = pattern.codePoints().toArray();
        }

        List<Chunk> chunks() {
            List<Chunk> chunks = new ArrayList<>();
            while (at < pattern.length) {
                boolean star = false;
                while (at < pattern.length && pattern[at] == '*') {
                    star = true;
                    at++;
                }
                chunks.add(new Chunk(star, items()));
            }
            return List.copyOf(chunks);
        }

        private List<Item> items() {
            List<Item> items = new ArrayList<>();
            while (at < pattern.length && pattern[at] != '*') {
                int c = next();
                items.add(
                        switch (c) {
                            case '?' -> new Item.Any();
                            case '[' -> oneOf();
                            case '\\' -> new Item.Literal(next());
                            default -> new Item.Literal(c);
                        });
            }
            return List.copyOf(items);
        }

        private Item oneOf() {
            boolean negated = at < pattern.length && pattern[at] == '^';
            if (negated) {
                at++;
            }
            List<Range> ranges = new ArrayList<>();
            do {
                int low = bound();
                int high = low;
                if (peek() == '-') {
                    at++;
                    high = bound();
                }
                ranges.add(new Range(low, high));
            } while (peek() != ']');
            at++;
            return new Item.OneOf(negated, List.copyOf(ranges));
        }

        private int bound() {
            int c = next();
            if (c == '-' || c == ']') {
                throw malformed();
            }
            return c == '\\' ? next() : c;
        }

        private int peek() {
            if (at == pattern.length) {
                throw malformed();
            }
            return pattern[at];
        }

        private int next() {
            int c = peek();
            at++;
            return c;
        }

        private static InvalidArgument malformed() {
            return new InvalidArgument("syntax error in pattern");
        }
    }
}
