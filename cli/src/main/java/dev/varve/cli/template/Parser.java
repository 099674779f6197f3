package dev.varve.cli.template;

import dev.varve.cli.template.Node.Command;
import dev.varve.cli.template.Node.Operand;
import dev.varve.cli.template.Node.Pipe;
import dev.varve.cli.template.Node.Start;
import dev.varve.cli.template.Token.Kind;

import java.util.ArrayList;
import java.util.List;

/// Builds nodes from tokens. Refuses unknown functions and variables at once, as Go does, so a
/// mistake shows even when there is nothing to render.
final class Parser {
    private static final int MAX_DEPTH = 100;

    private final String source;
    private final List<Token> tokens;
    private final List<String> variables = new ArrayList<>(List.of("$"));
    private int at;
    private int depth;
    private int loops;

    Parser(String source) {
        this.source = source;
        this.tokens = Lexer.tokens(source);
    }

    List<Node> parse() {
        List<Node> nodes = new ArrayList<>();
        String end = block(nodes);
        if (!end.isEmpty()) {
            throw failure("unexpected {{" + end + "}}");
        }
        return nodes;
    }

    /// Reads nodes up to the end of the block and returns the word that ended it, "" at the end of
    /// the template. After `else` the tokens that follow are not read yet.
    private String block(List<Node> nodes) {
        if (++depth > MAX_DEPTH) {
            throw failure("nested too deeply");
        }
        while (true) {
            Token token = tokens.get(at++);
            switch (token.kind()) {
                case TEXT -> nodes.add(new Node.Text(token.text()));
                case END -> {
                    depth--;
                    return "";
                }
                case OPEN -> {
                    String word = peek().kind() == Kind.WORD ? peek().text() : "";
                    if (word.equals("end") || word.equals("else")) {
                        at++;
                        depth--;
                        return word;
                    }
                    nodes.add(action(word));
                }
                default -> throw unexpected(token);
            }
        }
    }

    private Node action(String word) {
        return switch (word) {
            case "if", "with", "range" -> {
                at++;
                yield branch(word);
            }
            case "break", "continue" -> {
                at++;
                if (loops == 0) {
                    throw failure("{{" + word + "}} outside {{range}}");
                }
                close(word);
                yield word.equals("break") ? new Node.Break() : new Node.Continue();
            }
            case "template", "define", "block" ->
                    throw failure("{{" + word + "}} is not supported");
            default -> {
                Pipe pipe = pipe(false);
                close("command");
                yield new Node.Action(pipe);
            }
        };
    }

    private Node branch(String word) {
        int scope = variables.size();
        Pipe pipe = pipe(word.equals("range"));
        close(word);
        List<Node> then = new ArrayList<>();
        List<Node> otherwise = new ArrayList<>();
        loops += word.equals("range") ? 1 : 0;
        String end = block(then);
        loops -= word.equals("range") ? 1 : 0;
        if (end.equals("else")) {
            otherwise(word, otherwise);
        } else {
            finish(end);
        }
        variables.subList(scope, variables.size()).clear();
        return switch (word) {
            case "if" -> new Node.If(pipe, then, otherwise);
            case "with" -> new Node.With(pipe, then, otherwise);
            default -> new Node.Range(pipe, then, otherwise);
        };
    }

    /// Reads what follows the word `else`. An `else if` shares the `end` of its `if`.
    private void otherwise(String word, List<Node> nodes) {
        skipSpace();
        if (peek().kind() == Kind.WORD && peek().text().equals(word) && !word.equals("range")) {
            at++;
            nodes.add(branch(word));
            return;
        }
        close("else");
        finish(block(nodes));
    }

    private void finish(String end) {
        if (!end.equals("end")) {
            throw failure("unexpected " + (end.isEmpty() ? "EOF" : "{{" + end + "}}"));
        }
        close("end");
    }

    private Pipe pipe(boolean inRange) {
        skipSpace();
        List<String> assigned = new ArrayList<>();
        boolean declares = assignment(assigned, inRange);
        List<Command> commands = new ArrayList<>();
        do {
            commands.add(command());
        } while (take(Kind.PIPE));
        if (declares) {
            variables.addAll(assigned);
        }
        return new Pipe(assigned, declares, commands);
    }

    private boolean assignment(List<String> assigned, boolean inRange) {
        int start = at;
        while (peek().kind() == Kind.VARIABLE) {
            assigned.add(tokens.get(at++).text());
            skipSpace();
            if (inRange && assigned.size() == 1 && take(Kind.COMMA)) {
                skipSpace();
                continue;
            }
            Token operator = peek();
            if (operator.kind() == Kind.DECLARE || operator.kind() == Kind.ASSIGN) {
                at++;
                if (operator.kind() == Kind.ASSIGN) {
                    assigned.forEach(this::known);
                }
                return operator.kind() == Kind.DECLARE;
            }
            break;
        }
        assigned.clear();
        at = start;
        return false;
    }

    private Command command() {
        List<Operand> operands = new ArrayList<>();
        skipSpace();
        while (true) {
            Kind kind = peek().kind();
            if (kind == Kind.CLOSE || kind == Kind.PIPE || kind == Kind.RIGHT_PAREN) {
                break;
            }
            operands.add(operand(operands.isEmpty()));
            kind = peek().kind();
            if (kind != Kind.SPACE
                    && kind != Kind.CLOSE
                    && kind != Kind.PIPE
                    && kind != Kind.RIGHT_PAREN) {
                throw unexpected(peek());
            }
            skipSpace();
        }
        if (operands.isEmpty()) {
            throw failure("missing value for command");
        }
        return new Command(operands);
    }

    private Operand operand(boolean first) {
        Token token = tokens.get(at++);
        int position = token.position();
        return switch (token.kind()) {
            case DOT -> chain(new Start.Dot(), position);
            case FIELD -> {
                at--;
                yield chain(new Start.Dot(), position);
            }
            case VARIABLE -> {
                known(token.text());
                yield chain(new Start.Variable(token.text()), position);
            }
            case LEFT_PAREN -> nested(position);
            case STRING -> new Operand.Literal(token.text(), position);
            case CHARACTER -> character(token);
            case NUMBER -> new Operand.Literal(number(token), position);
            case WORD -> word(token, first);
            default -> throw unexpected(token);
        };
    }

    private Operand nested(int position) {
        if (++depth > MAX_DEPTH) {
            throw failure("nested too deeply");
        }
        Pipe pipe = pipe(false);
        depth--;
        if (!take(Kind.RIGHT_PAREN)) {
            throw failure("unclosed left paren");
        }
        return chain(new Start.Nested(pipe), position);
    }

    private Operand word(Token token, boolean first) {
        return switch (token.text()) {
            case "true" -> new Operand.Literal(true, token.position());
            case "false" -> new Operand.Literal(false, token.position());
            case "nil" -> new Operand.Literal(null, token.position());
            default -> {
                if (!Functions.isKnown(token.text())) {
                    throw failure("function " + GoPrinter.quoted(token.text()) + " not defined");
                }
                Operand.Function function = new Operand.Function(token.text(), token.position());
                yield first
                        ? function
                        : new Operand.Chain(
                                new Start.Nested(
                                        new Pipe(
                                                List.of(),
                                                false,
                                                List.of(new Command(List.of(function))))),
                                List.of(),
                                token.text(),
                                token.position());
            }
        };
    }

    private Operand chain(Start start, int position) {
        List<String> fields = new ArrayList<>();
        while (peek().kind() == Kind.FIELD) {
            fields.add(tokens.get(at++).text());
        }
        return new Operand.Chain(
                start, fields, source.substring(position, peek().position()), position);
    }

    private Operand character(Token token) {
        if (token.text().codePointCount(0, token.text().length()) != 1) {
            throw failure("malformed character constant: '" + token.text() + "'");
        }
        return new Operand.Literal((long) token.text().codePointAt(0), token.position());
    }

    private Object number(Token token) {
        String text = token.text();
        try {
            return Long.decode(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException notNumber) {
                throw failure("bad number syntax: " + GoPrinter.quoted(text));
            }
        }
    }

    private void known(String variable) {
        if (!variables.contains(variable)) {
            throw failure("undefined variable " + GoPrinter.quoted(variable));
        }
    }

    private void close(String where) {
        skipSpace();
        if (!take(Kind.CLOSE)) {
            throw failure("unexpected <" + peek().text() + "> in " + where);
        }
    }

    private boolean take(Kind kind) {
        if (peek().kind() != kind) {
            return false;
        }
        at++;
        return true;
    }

    private void skipSpace() {
        while (peek().kind() == Kind.SPACE) {
            at++;
        }
    }

    private Token peek() {
        return tokens.get(at);
    }

    private TemplateException unexpected(Token token) {
        return failure("unexpected <" + token.text() + "> in operand");
    }

    private TemplateException failure(String problem) {
        int position = tokens.get(Math.min(at, tokens.size() - 1)).position();
        return new TemplateException(
                "template: :" + Template.line(source, position) + ": " + problem);
    }
}
