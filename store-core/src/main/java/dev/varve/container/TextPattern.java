package dev.varve.container;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression that a user filters names or IDs by. It is looked for anywhere in the text;
/// one that is malformed fits only the text that equals it, as docker has it.
///
/// Java's matcher may take exponential time for a bad pattern. Here it gets a number of steps, and
/// a pattern that needs more is refused.
public final class TextPattern {
    private static final int MAX_LENGTH = 256;
    private static final int STEPS = 100_000;

    private final String text;
    private final Optional<Pattern> pattern;

    private TextPattern(String text, Optional<Pattern> pattern) {
        this.text = text;
        this.pattern = pattern;
    }

    static TextPattern of(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new InvalidArgument(
                    "invalid filter: a pattern has "
                            + text.length()
                            + " characters, more than the limit of "
                            + MAX_LENGTH);
        }
        try {
            return new TextPattern(text, Optional.of(Pattern.compile(text)));
        } catch (PatternSyntaxException e) {
            return new TextPattern(text, Optional.empty());
        }
    }

    /// Throws [InvalidArgument] when the answer would take too long.
    boolean fits(String candidate) {
        return text.equals(candidate)
                || pattern.filter(p -> p.matcher(new Counted(candidate, text)).find()).isPresent();
    }

    @Override
    public String toString() {
        return text;
    }

    /// Characters that can be looked at so often and no more.
    private static final class Counted implements CharSequence {
        private final String characters;
        private final String pattern;
        private int steps;

        Counted(String characters, String pattern) {
            this.characters = characters;
            this.pattern = pattern;
        }

        @Override
        public char charAt(int index) {
            if (++steps > STEPS) {
                throw new InvalidArgument(
                        "invalid filter: the pattern "
                                + GoQuote.quote(pattern)
                                + " takes too long to match");
            }
            return characters.charAt(index);
        }

        @Override
        public int length() {
            return characters.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return characters.substring(start, end);
        }

        @Override
        public String toString() {
            return characters;
        }
    }
}
