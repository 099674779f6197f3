package dev.varve.cli.template;

import dev.varve.cli.template.Token.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Splits a template into text and the tokens of its actions. Trim markers are obeyed and comments
/// dropped here, so the parser sees neither. What cannot be split ends the tokens with an
/// [Kind#ERROR], which the parser reports where it meets it.
final class Lexer {
    private static final String WHITE = " \t\r\n";
    private static final String KEYWORDS =
            " block break continue define else end if range template with ";

    /// Ends the splitting.
    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed(String problem) {
            super(problem, null, false, false);
        }
    }

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int start;
    private int startLine = 1;
    private int counted;
    private int line = 1;
    private int parentheses;
    private boolean trimNext;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        try {
            lexer.run();
        } catch (Malformed malformed) {
            lexer.tokens.add(
                    new Token(
                            Kind.ERROR,
                            String.valueOf(malformed.getMessage()),
                            lexer.start,
                            lexer.startLine));
        }
        lexer.begin(source.length());
        lexer.add(Kind.END);
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int open = source.indexOf("{{", at);
            int end = open < 0 ? source.length() : open;
            boolean trimBefore = open >= 0 && startsTrimmed(open + 2);
            text(at, end, trimBefore);
            if (open < 0) {
                return;
            }
            begin(open);
            at = open + 2;
            int inside = trimBefore ? open + 4 : at;
            if (source.startsWith("/*", inside)) {
                comment(inside);
            } else {
                add(Kind.OPEN);
                at = trimBefore ? open + 3 : at;
                action();
            }
        }
    }

    private boolean startsTrimmed(int from) {
        return source.startsWith("-", from)
                && from + 1 < source.length()
                && isWhite(source.charAt(from + 1));
    }

    private void text(int from, int to, boolean trimEnd) {
        int first = from;
        int last = to;
        while (trimNext && first < last && isWhite(source.charAt(first))) {
            first++;
        }
        while (trimEnd && last > first && isWhite(source.charAt(last - 1))) {
            last--;
        }
        trimNext = false;
        if (first < last) {
            begin(first);
            at = last;
            add(Kind.TEXT);
        }
        at = to;
    }

    private void comment(int from) {
        begin(from);
        int end = source.indexOf("*/", from + 2);
        if (end < 0) {
            throw new Malformed("unclosed comment");
        }
        at = end + 2;
        int delimiter = close();
        if (delimiter == 0) {
            throw new Malformed("comment ends before closing delimiter");
        }
        at += delimiter;
    }

    /// How long the end of an action is that stands here, 0 for none. Notes whether it trims.
    private int close() {
        if (at + 1 < source.length()
                && isWhite(source.charAt(at))
                && source.startsWith("-}}", at + 1)) {
            trimNext = true;
            return 4;
        }
        return source.startsWith("}}", at) ? 2 : 0;
    }

    private void action() {
        parentheses = 0;
        while (true) {
            begin(at);
            int delimiter = close();
            if (delimiter > 0) {
                if (parentheses > 0) {
                    throw new Malformed("unclosed left paren");
                }
                at += delimiter;
                tokens.add(new Token(Kind.CLOSE, "}}", start, startLine));
                return;
            }
            if (at >= source.length()) {
                throw new Malformed("unclosed action");
            }
            token(source.codePointAt(at));
        }
    }

    private void token(int c) {
        switch (c) {
            case ' ', '\t', '\r', '\n' -> space();
            case '=' -> single(Kind.ASSIGN);
            case '|' -> single(Kind.PIPE);
            case '(' -> {
                parentheses++;
                single(Kind.LEFT_PAREN);
            }
            case ')' -> {
                if (--parentheses < 0) {
                    throw new Malformed("unexpected right paren");
                }
                single(Kind.RIGHT_PAREN);
            }
            case ':' -> {
                if (!source.startsWith(":=", at)) {
                    throw new Malformed("expected :=");
                }
                at += 2;
                add(Kind.DECLARE);
            }
            case '"' -> quoted('"', Kind.STRING, "unterminated quoted string");
            case '\'' -> quoted('\'', Kind.CHARACTER, "unterminated character constant");
            case '`' -> raw();
            case '$' -> fieldOrVariable(Kind.VARIABLE, Kind.VARIABLE);
            default -> dotNumberOrWord(c);
        }
    }

    private void dotNumberOrWord(int c) {
        boolean digitFollows = at + 1 < source.length() && isDigit(source.charAt(at + 1));
        if (c == '.' && !digitFollows) {
            fieldOrVariable(Kind.FIELD, Kind.DOT);
        } else if (c == '.' || c == '+' || c == '-' || isDigit(c)) {
            number();
        } else if (isWordPart(c)) {
            word();
        } else if (c > ' ' && c < 0x7f) {
            single(Kind.CHAR);
        } else {
            throw new Malformed("unrecognized character in action: " + unicode(c));
        }
    }

    /// White space, but for the one that belongs to a closing trim marker.
    private void space() {
        while (at < source.length() && isWhite(source.charAt(at)) && close() != 4) {
            at++;
        }
        trimNext = false;
        if (at > start) {
            add(Kind.SPACE);
        }
    }

    private void single(Kind kind) {
        at++;
        add(kind);
    }

    private void fieldOrVariable(Kind named, Kind bare) {
        at++;
        if (atTerminator()) {
            add(bare);
            return;
        }
        passWord();
        requireTerminator();
        add(named);
    }

    private void word() {
        passWord();
        requireTerminator();
        String word = source.substring(start, at);
        if (word.equals("true") || word.equals("false")) {
            add(Kind.BOOL);
        } else if (word.equals("nil")) {
            add(Kind.NIL);
        } else {
            add(KEYWORDS.contains(" " + word + " ") ? Kind.KEYWORD : Kind.IDENTIFIER);
        }
    }

    private void passWord() {
        while (at < source.length() && isWordPart(source.codePointAt(at))) {
            at += Character.charCount(source.codePointAt(at));
        }
    }

    private void requireTerminator() {
        if (!atTerminator()) {
            throw new Malformed("bad character " + unicode(source.codePointAt(at)));
        }
    }

    private boolean atTerminator() {
        return at >= source.length()
                || " \t\r\n.,|:)(".indexOf(source.charAt(at)) >= 0
                || source.startsWith("}}", at);
    }

    private void number() {
        int end = Numbers.end(source, at);
        if (end < 0) {
            int wrong = Math.min(source.length(), -end);
            throw new Malformed(
                    "bad number syntax: " + GoPrinter.quoted(source.substring(start, wrong)));
        }
        at = end;
        add(Kind.NUMBER);
    }

    private void raw() {
        int end = source.indexOf('`', at + 1);
        if (end < 0) {
            throw new Malformed("unterminated raw quoted string");
        }
        at = end + 1;
        add(Kind.RAW_STRING);
    }

    private void quoted(char quote, Kind kind, String unterminated) {
        at++;
        while (true) {
            char c = at < source.length() ? source.charAt(at++) : '\n';
            if (c == '\\' && at < source.length() && source.charAt(at) != '\n') {
                at++;
            } else if (c == '\n' || c == '\\') {
                throw new Malformed(unterminated);
            } else if (c == quote) {
                add(kind);
                return;
            }
        }
    }

    private void begin(int position) {
        at = position;
        start = position;
        while (counted < position) {
            line += source.charAt(counted++) == '\n' ? 1 : 0;
        }
        startLine = line;
    }

    private void add(Kind kind) {
        tokens.add(new Token(kind, source.substring(start, at), start, startLine));
    }

    /// A character as Go's `%#U` writes it.
    private static String unicode(int c) {
        String hex = Integer.toHexString(c).toUpperCase(Locale.ROOT);
        String number = "U+" + "0".repeat(Math.max(0, 4 - hex.length())) + hex;
        return GoPrinter.isPrintable(c) ? number + " '" + Character.toString(c) + "'" : number;
    }

    private static boolean isWhite(char c) {
        return WHITE.indexOf(c) >= 0;
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(int c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
