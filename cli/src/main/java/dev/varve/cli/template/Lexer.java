package dev.varve.cli.template;

import dev.varve.cli.template.Token.Kind;

import java.util.ArrayList;
import java.util.List;

/// Splits a template into text and the tokens of its actions. Trim markers are obeyed and comments
/// dropped here, so the parser sees neither.
final class Lexer {
    private static final String WHITE = " \t\r\n";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private boolean trimNext;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String source) {
        Lexer lexer = new Lexer(source);
        lexer.run();
        return lexer.tokens;
    }

    private void run() {
        while (at < source.length()) {
            int open = source.indexOf("{{", at);
            int end = open < 0 ? source.length() : open;
            boolean trimBefore =
                    open >= 0
                            && source.startsWith("-", open + 2)
                            && open + 3 < source.length()
                            && isWhite(source.charAt(open + 3));
            text(at, end, trimBefore);
            if (open < 0) {
                break;
            }
            at = open + (trimBefore ? 3 : 2);
            if (!comment()) {
                action(open);
            }
        }
        add(Kind.END, "", source.length());
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
            add(Kind.TEXT, source.substring(first, last), first);
        }
    }

    /// Skips a comment that starts here.
    private boolean comment() {
        int start = at;
        while (start < source.length() && isWhite(source.charAt(start))) {
            start++;
        }
        if (!source.startsWith("/*", start)) {
            return false;
        }
        int end = source.indexOf("*/", start + 2);
        if (end < 0) {
            throw failure(start, "unclosed comment");
        }
        at = end + 2;
        if (!close()) {
            throw failure(at, "comment ends before closing delimiter");
        }
        return true;
    }

    /// Passes the end of an action if it is here.
    private boolean close() {
        int end = at;
        while (end < source.length() && isWhite(source.charAt(end))) {
            end++;
        }
        if (end > at && source.startsWith("-}}", end)) {
            at = end + 3;
            trimNext = true;
            return true;
        }
        if (source.startsWith("}}", end)) {
            at = end + 2;
            return true;
        }
        return false;
    }

    private void action(int open) {
        add(Kind.OPEN, "{{", open);
        skipWhite();
        while (true) {
            int start = at;
            if (close()) {
                add(Kind.CLOSE, "}}", start);
                return;
            }
            if (at >= source.length()) {
                throw failure(open, "unclosed action");
            }
            if (isWhite(source.charAt(at))) {
                skipWhite();
                add(Kind.SPACE, " ", start);
            } else {
                token(source.charAt(at));
            }
        }
    }

    private void token(char c) {
        int start = at;
        switch (c) {
            case '|' -> single(Kind.PIPE);
            case ',' -> single(Kind.COMMA);
            case '(' -> single(Kind.LEFT_PAREN);
            case ')' -> single(Kind.RIGHT_PAREN);
            case '=' -> single(Kind.ASSIGN);
            case '"', '\'' -> quoted(c);
            case '`' -> raw();
            case '$' -> {
                at++;
                add(Kind.VARIABLE, "$" + word(), start);
            }
            case ':' -> {
                if (!source.startsWith(":=", at)) {
                    throw failure(at, "expected :=");
                }
                at += 2;
                add(Kind.DECLARE, ":=", start);
            }
            case '.' -> dotOrNumber();
            default -> wordOrNumber(c);
        }
    }

    private void single(Kind kind) {
        add(kind, source.substring(at, at + 1), at);
        at++;
    }

    private void dotOrNumber() {
        int start = at++;
        if (at < source.length() && isDigit(source.charAt(at))) {
            at = start;
            number();
            return;
        }
        String name = word();
        add(name.isEmpty() ? Kind.DOT : Kind.FIELD, name, start);
    }

    private void wordOrNumber(char c) {
        if (isDigit(c) || c == '-' || c == '+') {
            number();
            return;
        }
        int start = at;
        String word = word();
        if (word.isEmpty()) {
            throw failure(
                    at, "unexpected " + GoPrinter.quoted(String.valueOf(c)) + " in a command");
        }
        add(Kind.WORD, word, start);
    }

    private void number() {
        int start = at++;
        while (at < source.length()
                && (isWordPart(source.charAt(at)) || source.charAt(at) == '.')) {
            at++;
        }
        add(Kind.NUMBER, source.substring(start, at), start);
    }

    private String word() {
        int start = at;
        while (at < source.length() && isWordPart(source.charAt(at))) {
            at++;
        }
        return source.substring(start, at);
    }

    private void raw() {
        int end = source.indexOf('`', at + 1);
        if (end < 0) {
            throw failure(at, "unterminated raw quoted string");
        }
        add(Kind.STRING, source.substring(at + 1, end), at);
        at = end + 1;
    }

    private void quoted(char quote) {
        int start = at++;
        StringBuilder text = new StringBuilder();
        while (at < source.length() && source.charAt(at) != quote) {
            char c = source.charAt(at++);
            if (c == '\n') {
                break;
            }
            text.append(c == '\\' ? escape(start) : c);
        }
        if (at >= source.length() || source.charAt(at) != quote) {
            throw failure(start, "unterminated quoted string");
        }
        at++;
        add(quote == '"' ? Kind.STRING : Kind.CHARACTER, text.toString(), start);
    }

    private char escape(int start) {
        char c = at < source.length() ? source.charAt(at++) : '\n';
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'a' -> 7;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'v' -> 11;
            case '\\', '"', '\'' -> c;
            case 'x' -> hexadecimal(2, start);
            case 'u' -> hexadecimal(4, start);
            default -> throw failure(start, "unknown escape sequence");
        };
    }

    private char hexadecimal(int digits, int start) {
        int value = 0;
        for (int i = 0; i < digits; i++) {
            int digit = at < source.length() ? Character.digit(source.charAt(at++), 16) : -1;
            if (digit < 0) {
                throw failure(start, "bad escape sequence");
            }
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private void skipWhite() {
        while (at < source.length() && isWhite(source.charAt(at)) && !atTrimmedClose()) {
            at++;
        }
    }

    private boolean atTrimmedClose() {
        return source.startsWith("-}}", at + 1);
    }

    private void add(Kind kind, String text, int position) {
        tokens.add(new Token(kind, text, position));
    }

    private TemplateException failure(int position, String problem) {
        return new TemplateException(
                "template: :" + Template.line(source, position) + ": " + problem);
    }

    private static boolean isWhite(char c) {
        return WHITE.indexOf(c) >= 0;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isWordPart(char c) {
        return c == '_' || Character.isLetterOrDigit(c);
    }
}
