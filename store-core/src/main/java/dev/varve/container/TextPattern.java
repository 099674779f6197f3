package dev.varve.container;

import dev.varve.container.GoRegex.MalformedException;
import dev.varve.container.GoRegex.TooLargeException;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.Optional;

/// A regular expression that a user filters names or IDs by. It is looked for anywhere in the text;
/// one that is malformed fits only the text that equals it, as docker has it.
public final class TextPattern {
    private static final int MAX_LENGTH = 256;

    private final String text;
    private final Optional<GoRegex> pattern;

    private TextPattern(String text, Optional<GoRegex> pattern) {
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
            return new TextPattern(text, Optional.of(GoRegex.compile(text)));
        } catch (MalformedException e) {
            return new TextPattern(text, Optional.empty());
        } catch (TooLargeException e) {
            throw new InvalidArgument(
                    "invalid filter: the pattern "
                            + GoQuote.quote(text)
                            + " takes too long to match",
                    e);
        }
    }

    boolean fits(String candidate) {
        return text.equals(candidate) || pattern.filter(p -> p.isIn(candidate)).isPresent();
    }

    @Override
    public String toString() {
        return text;
    }
}
