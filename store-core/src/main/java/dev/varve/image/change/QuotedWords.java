package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Cuts arguments at white space that is neither quoted nor escaped. Quotes and escapes stay for
/// [Expansion] to take off.
final class QuotedWords {
    private final String text;
    private final char escape;
    private final List<String> words = new ArrayList<>();
    private int at;

    private QuotedWords(String text, char escape) {
        this.text = text;
        this.escape = escape;
    }

    static List<String> split(String text, char escape) {
        QuotedWords words = new QuotedWords(text, escape);
        words.run();
        return words.words;
    }

    /// The arguments of ENV and LABEL: `name=value` any number of times, or the old form `name
    /// value`.
    ///
    /// @param instruction for messages
    static List<Map.Entry<String, String>> pairs(String text, char escape, String instruction) {
        List<String> words = split(text, escape);
        if (words.isEmpty()) {
            throw new InvalidArgument(instruction + " requires at least one argument");
        }
        if (words.getFirst().indexOf('=') < 0) {
            int end = Blanks.firstBlank(text, 0);
            if (end == text.length()) {
                throw new InvalidArgument(instruction + " must have two arguments");
            }
            return List.of(
                    Map.entry(text.substring(0, end), Blanks.stripLeading(text.substring(end))));
        }
        List<Map.Entry<String, String>> pairs = new ArrayList<>();
        for (String word : words) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new InvalidArgument(
                        "Syntax error - can't find = in "
                                + GoQuote.quote(word)
                                + ". Must be of the form: name=value");
            }
            if (equals == 0) {
                throw new InvalidArgument(instruction + " names can not be blank");
            }
            pairs.add(Map.entry(word.substring(0, equals), word.substring(equals + 1)));
        }
        return pairs;
    }

    private void run() {
        at = Blanks.firstNonBlank(text, 0);
        while (at < text.length()) {
            StringBuilder word = new StringBuilder();
            boolean quoted = takeWord(word);
            if (quoted || !word.isEmpty()) {
                words.add(word.toString());
            }
            at = Blanks.firstNonBlank(text, at);
        }
    }

    /// @return whether there was a quote in it, so that it counts even when it is empty
    private boolean takeWord(StringBuilder word) {
        boolean quoted = false;
        char quote = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (quote == 0 && Blanks.isBlank(c)) {
                break;
            }
            boolean escapes = c == escape && quote != '\'';
            if (escapes && at + 1 == text.length()) {
                at++;
                break;
            }
            if (escapes) {
                word.append(c);
                at++;
            } else if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
                quoted = true;
            }
            word.append(text.charAt(at++));
        }
        return quoted;
    }
}
