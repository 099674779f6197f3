package dev.varve.cli.template;

import dev.varve.cli.template.Node.Command;
import dev.varve.cli.template.Node.Pipe;
import dev.varve.cli.template.Token.Kind;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Builds nodes from tokens, in the order and with the messages of Go's own parser. Unknown
/// functions and variables are refused at once, so a mistake shows even when there is nothing to
/// render.
final class Parser {
    private static final int MAX_DEPTH = 100;

    private final Tokens tokens;
    private final Map<String, List<Node>> definitions = new HashMap<>();
    private List<String> variables = new ArrayList<>(List.of("$"));
    private int depth;
    private int ranges;

    Parser(String name, String source) {
        this.tokens = new Tokens(name, source);
        List<Node> nodes = top();
        definitions.putIfAbsent(name, nodes);
    }

    /// The template's own nodes by its name, and those of the templates that it defines.
    Map<String, List<Node>> definitions() {
        return definitions;
    }

    private List<Node> top() {
        List<Node> nodes = new ArrayList<>();
        while (!tokens.peek().is(Kind.END)) {
            int mark = tokens.mark();
            if (tokens.next().is(Kind.OPEN) && tokens.nextNonSpace().isKeyword("define")) {
                define();
                continue;
            }
            tokens.reset(mark);
            Node node = textOrAction();
            if (node instanceof Node.Ending) {
                throw tokens.failure("unexpected " + node.text());
            }
            nodes.add(node);
        }
        return nodes;
    }

    private void define() {
        String context = "define clause";
        String name = templateName(context);
        tokens.expect(Kind.CLOSE, context);
        List<String> outer = variables;
        int outerRanges = ranges;
        variables = new ArrayList<>(List.of("$"));
        ranges = 0;
        List<Node> nodes = new ArrayList<>();
        Node.Ending end = list(nodes);
        if (end.isElse()) {
            throw tokens.failure("unexpected " + end.text() + " in " + context);
        }
        variables = outer;
        ranges = outerRanges;
        definitions.put(name, nodes);
    }

    private String templateName(String context) {
        Token token = tokens.nextNonSpace();
        if (!token.is(Kind.STRING) && !token.is(Kind.RAW_STRING)) {
            throw tokens.unexpected(token, context);
        }
        return unquoted(token);
    }

    /// Reads nodes up to what ends them.
    private Node.Ending list(List<Node> nodes) {
        if (++depth > MAX_DEPTH) {
            throw tokens.failure("nested too deeply");
        }
        while (!tokens.peekNonSpace().is(Kind.END)) {
            Node node = textOrAction();
            if (node instanceof Node.Ending end) {
                depth--;
                return end;
            }
            nodes.add(node);
        }
        throw tokens.failure("unexpected EOF");
    }

    private Node textOrAction() {
        Token token = tokens.nextNonSpace();
        if (token.is(Kind.TEXT)) {
            return new Node.Text(token.text(), token.position());
        }
        if (!token.is(Kind.OPEN)) {
            throw tokens.unexpected(token, "input");
        }
        tokens.inAction(token.line());
        Node node = action();
        tokens.inAction(0);
        return node;
    }

    private Node action() {
        int mark = tokens.mark();
        Token token = tokens.nextNonSpace();
        if (token.is(Kind.KEYWORD)) {
            switch (token.text()) {
                case "if", "with", "range" -> {
                    return branch(token.text());
                }
                case "break", "continue" -> {
                    return jump(token);
                }
                case "end" -> {
                    tokens.expect(Kind.CLOSE, "end");
                    return new Node.Ending(false, token.position());
                }
                case "else" -> {
                    Token next = tokens.peekNonSpace();
                    if (!next.isKeyword("if") && !next.isKeyword("with")) {
                        tokens.expect(Kind.CLOSE, "else");
                    }
                    return new Node.Ending(true, token.position());
                }
                case "template" -> {
                    return call();
                }
                case "block" -> {
                    return block();
                }
                default -> {}
            }
        }
        tokens.reset(mark);
        Pipe pipe = pipeline("command", Kind.CLOSE);
        return new Node.Action(pipe, pipe.position());
    }

    private Node jump(Token token) {
        String shown = "{{" + token.text() + "}}";
        Token close = tokens.nextNonSpace();
        if (!close.is(Kind.CLOSE)) {
            throw tokens.unexpected(close, shown);
        }
        if (ranges == 0) {
            throw tokens.failure(shown + " outside {{range}}");
        }
        return new Node.Jump(token.text().equals("break"), token.position());
    }

    private Node call() {
        String context = "template clause";
        int position = tokens.peekNonSpace().position();
        String name = templateName(context);
        int mark = tokens.mark();
        if (tokens.nextNonSpace().is(Kind.CLOSE)) {
            return new Node.Call(name, null, position);
        }
        tokens.reset(mark);
        return new Node.Call(name, pipeline(context, Kind.CLOSE), position);
    }

    /// A definition that is used where it stands.
    private Node block() {
        String context = "block clause";
        int position = tokens.peekNonSpace().position();
        String name = templateName(context);
        Pipe pipe = pipeline(context, Kind.CLOSE);
        List<String> outer = variables;
        variables = new ArrayList<>(List.of("$"));
        List<Node> nodes = new ArrayList<>();
        Node.Ending end = list(nodes);
        if (end.isElse()) {
            throw tokens.failure("unexpected " + end.text() + " in " + context);
        }
        variables = outer;
        definitions.put(name, nodes);
        return new Node.Call(name, pipe, position);
    }

    private Node branch(String word) {
        int scope = variables.size();
        Pipe pipe = pipeline(word, Kind.CLOSE);
        int inRange = word.equals("range") ? 1 : 0;
        List<Node> body = new ArrayList<>();
        ranges += inRange;
        Node.Ending end = list(body);
        ranges -= inRange;
        @Nullable List<Node> otherwise = end.isElse() ? otherwise(word) : null;
        variables.subList(scope, variables.size()).clear();
        return new Node.Branch(word, pipe, body, otherwise, pipe.position());
    }

    /// What follows the word `else`. An `else if` shares the `end` of its `if`.
    private List<Node> otherwise(String word) {
        List<Node> nodes = new ArrayList<>();
        boolean chains = word.equals("if") || word.equals("with");
        if (chains && tokens.peekNonSpace().isKeyword(word)) {
            tokens.next();
            if (++depth > MAX_DEPTH) {
                throw tokens.failure("nested too deeply");
            }
            nodes.add(branch(word));
            depth--;
            return nodes;
        }
        Node.Ending end = list(nodes);
        if (end.isElse()) {
            throw tokens.failure("expected end; found " + end.text());
        }
        return nodes;
    }

    private Pipe pipeline(String context, Kind end) {
        int position = tokens.peekNonSpace().position();
        List<Operand.Variable> assigned = new ArrayList<>();
        boolean assigns = assignment(context, assigned);
        List<Command> commands = new ArrayList<>();
        while (true) {
            int mark = tokens.mark();
            Token token = tokens.nextNonSpace();
            if (token.is(end)) {
                check(commands, context);
                return new Pipe(assigned, assigns, commands, position);
            }
            tokens.reset(mark);
            if (!startsOperand(token)) {
                tokens.nextNonSpace();
                throw tokens.unexpected(token, context);
            }
            commands.add(command());
        }
    }

    private void check(List<Command> commands, String context) {
        if (commands.isEmpty()) {
            throw tokens.failure("missing value for " + context);
        }
        for (int i = 1; i < commands.size(); i++) {
            Operand first = commands.get(i).operands().getFirst();
            if (first instanceof Operand.Literal
                    || first instanceof Operand.Dot
                    || first instanceof Operand.Nil) {
                throw tokens.failure("non executable command in pipeline stage " + (i + 1));
            }
        }
    }

    /// The variables before `:=` or `=`, if there are such. Whether it is `=`.
    private boolean assignment(String context, List<Operand.Variable> assigned) {
        while (tokens.peekNonSpace().is(Kind.VARIABLE)) {
            int mark = tokens.mark();
            Token variable = tokens.next();
            Token next = tokens.peekNonSpace();
            boolean comma = next.is(Kind.CHAR) && next.text().equals(",");
            if (!comma && !next.is(Kind.ASSIGN) && !next.is(Kind.DECLARE)) {
                tokens.reset(mark);
                return false;
            }
            tokens.nextNonSpace();
            assigned.add(new Operand.Variable(List.of(variable.text()), variable.position()));
            variables.add(variable.text());
            if (!comma) {
                return next.is(Kind.ASSIGN);
            }
            if (!context.equals("range") || assigned.size() > 1) {
                throw tokens.failure("too many declarations in " + context);
            }
            Kind second = tokens.peekNonSpace().kind();
            if (second != Kind.VARIABLE && second != Kind.CLOSE && second != Kind.RIGHT_PAREN) {
                throw tokens.failure("range can only initialize variables");
            }
        }
        return false;
    }

    private static boolean startsOperand(Token token) {
        return switch (token.kind()) {
            case BOOL,
                    CHARACTER,
                    DOT,
                    FIELD,
                    IDENTIFIER,
                    NUMBER,
                    NIL,
                    RAW_STRING,
                    STRING,
                    VARIABLE,
                    LEFT_PAREN ->
                    true;
            default -> false;
        };
    }

    private Command command() {
        List<Operand> operands = new ArrayList<>();
        while (true) {
            if (startsOperand(tokens.peekNonSpace())) {
                operands.add(operand());
            }
            int mark = tokens.mark();
            Token token = tokens.next();
            switch (token.kind()) {
                case SPACE -> {}
                case CLOSE, RIGHT_PAREN -> {
                    tokens.reset(mark);
                    return new Command(operands);
                }
                case PIPE -> {
                    return new Command(operands);
                }
                default -> throw tokens.unexpected(token, "operand");
            }
        }
    }

    private Operand operand() {
        Operand term = term();
        Token next = tokens.peek();
        if (!next.is(Kind.FIELD)) {
            return term;
        }
        int position = next.position();
        List<String> names = new ArrayList<>();
        while (tokens.peek().is(Kind.FIELD)) {
            names.add(tokens.next().text().substring(1));
        }
        return switch (term) {
            case Operand.Field(List<String> first, int _) ->
                    new Operand.Field(joined(first, names), position);
            case Operand.Variable(List<String> first, int _) ->
                    new Operand.Variable(joined(first, names), position);
            case Operand.Literal _, Operand.Nil _, Operand.Dot _ ->
                    throw tokens.failure(
                            "unexpected . after term " + GoPrinter.quoted(term.text()));
            case Operand.Nested _, Operand.Function _, Operand.Chain _ ->
                    new Operand.Chain(term, names, position);
        };
    }

    private static List<String> joined(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private Operand term() {
        Token token = tokens.nextNonSpace();
        int position = token.position();
        String text = token.text();
        return switch (token.kind()) {
            case IDENTIFIER -> {
                if (!Functions.isKnown(text)) {
                    throw tokens.failure("function " + GoPrinter.quoted(text) + " not defined");
                }
                yield new Operand.Function(text, position);
            }
            case DOT -> new Operand.Dot(position);
            case NIL -> new Operand.Nil(position);
            case VARIABLE -> {
                if (!variables.contains(text)) {
                    throw tokens.failure("undefined variable " + GoPrinter.quoted(text));
                }
                yield new Operand.Variable(List.of(text), position);
            }
            case FIELD -> new Operand.Field(List.of(text.substring(1)), position);
            case BOOL -> new Operand.Literal(text.equals("true"), text, position);
            case NUMBER -> new Operand.Literal(number(text), text, position);
            case CHARACTER -> new Operand.Literal(character(text), text, position);
            case STRING, RAW_STRING -> new Operand.Literal(unquoted(token), text, position);
            default -> nested(position);
        };
    }

    private Operand nested(int position) {
        if (++depth > MAX_DEPTH) {
            throw tokens.failure("nested too deeply");
        }
        Pipe pipe = pipeline("parenthesized pipeline", Kind.RIGHT_PAREN);
        depth--;
        return new Operand.Nested(pipe, position);
    }

    private Object number(String text) {
        try {
            return Numbers.value(text);
        } catch (IllegalArgumentException e) {
            throw tokens.failure(String.valueOf(e.getMessage()));
        }
    }

    private Object character(String text) {
        try {
            return Quotes.character(text);
        } catch (IllegalArgumentException e) {
            throw tokens.failure(String.valueOf(e.getMessage()));
        }
    }

    private String unquoted(Token token) {
        try {
            return Quotes.string(token.text());
        } catch (IllegalArgumentException e) {
            throw tokens.failure(String.valueOf(e.getMessage()));
        }
    }
}
