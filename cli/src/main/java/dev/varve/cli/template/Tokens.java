package dev.varve.cli.template;

import dev.varve.cli.template.Token.Kind;

import java.util.List;

/// The tokens of a template with a place in them, and the messages about what stands there.
final class Tokens {
    private final String name;
    private final List<Token> tokens;
    private int at;
    private int furthest;

    /// Of the action that is being read, 0 between actions.
    private int actionLine;

    Tokens(String name, String source) {
        this.name = name;
        this.tokens = Lexer.tokens(source);
    }

    Token next() {
        Token token = peek();
        at = Math.min(at + 1, tokens.size() - 1);
        return token;
    }

    Token peek() {
        furthest = Math.max(furthest, at);
        return tokens.get(at);
    }

    Token nextNonSpace() {
        Token token = next();
        while (token.is(Kind.SPACE)) {
            token = next();
        }
        return token;
    }

    Token peekNonSpace() {
        while (peek().is(Kind.SPACE)) {
            at++;
        }
        return peek();
    }

    /// A place to return to.
    int mark() {
        return at;
    }

    void reset(int mark) {
        at = mark;
    }

    void expect(Kind kind, String context) {
        Token token = nextNonSpace();
        if (!token.is(kind)) {
            throw unexpected(token, context);
        }
    }

    void inAction(int line) {
        actionLine = line;
    }

    TemplateException unexpected(Token token, String context) {
        if (!token.is(Kind.ERROR)) {
            return failure("unexpected " + token.shown() + " in " + context);
        }
        String extra = "";
        if (actionLine != 0 && actionLine != token.line()) {
            extra = " in action started at " + name + ":" + actionLine;
            if (token.text().endsWith(" action")) {
                extra = extra.substring(" in action".length());
            }
        }
        return failure(token.text() + extra);
    }

    TemplateException failure(String problem) {
        return new TemplateException(
                "template: " + name + ":" + tokens.get(furthest).line() + ": " + problem);
    }
}
