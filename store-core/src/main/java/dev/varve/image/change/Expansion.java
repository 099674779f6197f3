package dev.varve.image.change;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.text.GoQuote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Takes quotes and escapes off a word and puts variables in, as a shell does: `$name`, `${name}`
/// and, within braces, `-`, `+` and `?` with or without `:`, `#`, `##`, `%`, `%%`, `/` and `//`.
final class Expansion {
    private static final int END = -1;

    /// Variables within the braces of variables.
    private static final int DEPTH = 50;

    private final String source;
    private final Map<String, String> variables;
    private final char escape;
    private boolean rawEscapes;
    private int at;
    private int depth;

    private Expansion(String source, Map<String, String> variables, char escape) {
        this.source = source;
        this.variables = variables;
        this.escape = escape;
    }

    static String word(String source, Map<String, String> variables, char escape) {
        return new Expansion(source, variables, escape).expand().text.toString();
    }

    /// As [#word], cut at the white space that is not quoted, also at that which a variable brings.
    static List<String> words(String source, Map<String, String> variables, char escape) {
        return new Expansion(source, variables, escape).expand().words();
    }

    /// What is expanded, as one text and in words.
    private static final class Result {
        final StringBuilder text = new StringBuilder();
        private final StringBuilder word = new StringBuilder();
        private final List<String> words = new ArrayList<>();

        void add(String more) {
            text.append(more);
            more.codePoints()
                    .forEach(c -> {
                        if (Blanks.isBlank(c)) {
                            endWord();
                        } else {
                            word.appendCodePoint(c);
                        }
                    });
        }

        void addQuoted(String more) {
            text.append(more);
            word.append(more);
        }

        List<String> words() {
            endWord();
            return List.copyOf(words);
        }

        private void endWord() {
            if (!word.isEmpty()) {
                words.add(word.toString());
                word.setLength(0);
            }
        }
    }

    private Result expand() {
        try {
            return until(END, false);
        } catch (InvalidArgument e) {
            throw new InvalidArgument(
                    "failed to process " + GoQuote.quote(source) + ": " + e.getMessage(), e);
        }
    }

    private Result until(int stop, boolean raw) {
        boolean rawBefore = rawEscapes;
        rawEscapes = raw;
        Result result = new Result();
        while (peek() != stop && peek() != END) {
            switch (peek()) {
                case '\'' -> result.addQuoted(singleQuoted());
                case '"' -> result.addQuoted(doubleQuoted());
                case '$' -> result.add(dollar());
                default -> plain(result);
            }
        }
        if (peek() != stop) {
            throw new InvalidArgument(
                    "unexpected end of statement while looking for matching "
                            + Character.toString(stop));
        }
        rawEscapes = rawBefore;
        skip();
        return result;
    }

    private void plain(Result result) {
        int c = next();
        if (c != escape) {
            result.add(Character.toString(c));
            return;
        }
        if (rawEscapes) {
            result.addQuoted(Character.toString(c));
        }
        if (peek() != END) {
            result.addQuoted(Character.toString(next()));
        }
    }

    private String singleQuoted() {
        int end = source.indexOf('\'', at + 1);
        if (end < 0) {
            at = source.length();
            throw new InvalidArgument(
                    "unexpected end of statement while looking for matching single-quote");
        }
        String quoted = source.substring(at + 1, end);
        at = end + 1;
        return quoted;
    }

    private String doubleQuoted() {
        StringBuilder quoted = new StringBuilder();
        skip();
        while (peek() != '"') {
            if (peek() == END) {
                throw new InvalidArgument(
                        "unexpected end of statement while looking for matching double-quote");
            }
            if (peek() == '$') {
                quoted.append(dollar());
                continue;
            }
            int c = next();
            boolean escapes = c == escape && (peek() == '"' || peek() == '$' || peek() == escape);
            boolean lastOne = c == escape && peek() == END;
            if (!lastOne && (!escapes || rawEscapes)) {
                quoted.appendCodePoint(c);
            }
            if (escapes) {
                quoted.appendCodePoint(next());
            }
        }
        skip();
        return quoted.toString();
    }

    private String dollar() {
        skip();
        if (peek() != '{') {
            String name = name();
            return name.isEmpty() ? "$" : variables.getOrDefault(name, "");
        }
        skip();
        switch (peek()) {
            case END -> throw missing('}');
            case '{', '}', ':' -> throw new InvalidArgument("syntax error: bad substitution");
            default -> {}
        }
        String name = name();
        int operator = next();
        return switch (operator) {
            case '}' -> variables.getOrDefault(name, "");
            case '/' -> replaced(name);
            case ':' -> modified(name, next(), true);
            default -> modified(name, operator, false);
        };
    }

    private String modified(String name, int operator, boolean emptyIsUnset) {
        String shown =
                (emptyIsUnset ? ":" : "") + (operator == END ? "" : Character.toString(operator));
        if (operator == END || "+-?#%".indexOf(operator) < 0) {
            throw new InvalidArgument("unsupported modifier (" + shown + ") in substitution");
        }
        String operand = operand('}', operator == '#' || operator == '%');
        String value = variables.getOrDefault(name, "");
        boolean set = variables.containsKey(name) && !(emptyIsUnset && value.isEmpty());
        return switch (operator) {
            case '-' -> set ? value : operand;
            case '+' -> set ? operand : "";
            case '?' -> {
                if (!set) {
                    String state = variables.containsKey(name) ? "empty" : "unset";
                    throw new InvalidArgument(
                            name
                                    + ": "
                                    + (operand.isEmpty()
                                            ? "is not allowed to be " + state
                                            : operand));
                }
                yield value;
            }
            default -> trimmed(value, operator, operand);
        };
    }

    private static String trimmed(String value, int operator, String operand) {
        boolean longest = !operand.isEmpty() && operand.charAt(0) == operator;
        ShellPattern pattern = ShellPattern.parse(longest ? operand.substring(1) : operand);
        return operator == '#'
                ? pattern.withoutPrefix(value, longest)
                : pattern.withoutSuffix(value, longest);
    }

    private String replaced(String name) {
        boolean all = peek() == '/';
        if (all) {
            skip();
        }
        String pattern = operand('/', true);
        String replacement = operand('}', true);
        String value = variables.getOrDefault(name, "");
        return ShellPattern.parse(pattern).replace(value, replacement, all);
    }

    private String operand(char stop, boolean raw) {
        if (++depth > DEPTH) {
            throw new InvalidArgument("variables nest deeper than the limit of " + DEPTH);
        }
        try {
            String operand = until(stop, raw).text.toString();
            depth--;
            return operand;
        } catch (InvalidArgument e) {
            throw peek() == END ? missing(stop) : e;
        }
    }

    private static InvalidArgument missing(char stop) {
        return new InvalidArgument(
                "syntax error: missing '" + stop + "'" + (stop == '/' ? " in ${}" : ""));
    }

    /// A name of letters, digits and `_`, or one of the shell's own, of which none is ever set.
    private String name() {
        int start = at;
        if (peek() >= '0' && peek() <= '9') {
            while (peek() >= '0' && peek() <= '9') {
                skip();
            }
        } else if (peek() != END && "@*#?-$!".indexOf(peek()) >= 0) {
            skip();
        } else {
            while (peek() == '_' || Character.isLetter(peek()) || Character.isDigit(peek())) {
                skip();
            }
        }
        return source.substring(start, at);
    }

    private int peek() {
        return at < source.length() ? source.codePointAt(at) : END;
    }

    private int next() {
        int c = peek();
        skip();
        return c;
    }

    private void skip() {
        if (at < source.length()) {
            at += Character.charCount(source.codePointAt(at));
        }
    }
}
