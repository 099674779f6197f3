package dev.varve.cli.template;

import dev.varve.cli.template.Node.Command;
import dev.varve.cli.template.Node.Operand;
import dev.varve.cli.template.Node.Pipe;
import dev.varve.cli.template.Node.Start;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// One rendering: the output so far, the dot and the variables in scope.
final class Evaluator {
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE,
    }

    private record Variable(String name, @Nullable Object value) {}

    /// An operand that is not there, for a command without a piped value.
    private static final Object NOTHING = new Object();

    private final String source;
    private final boolean header;
    private final StringBuilder out = new StringBuilder();
    private final List<Variable> variables = new ArrayList<>();
    private @Nullable Object dot;

    Evaluator(String source, @Nullable Object data, boolean header) {
        this.source = source;
        this.header = header;
        this.dot = data;
        variables.add(new Variable("$", data));
    }

    String render(List<Node> nodes) {
        run(nodes);
        return out.toString();
    }

    private Flow run(List<Node> nodes) {
        for (Node node : nodes) {
            Flow flow =
                    switch (node) {
                        case Node.Text(String text) -> {
                            out.append(text);
                            yield Flow.NEXT;
                        }
                        case Node.Action(Pipe pipe) -> action(pipe);
                        case Node.If branch -> choose(branch);
                        case Node.With branch -> with(branch);
                        case Node.Range loop -> range(loop);
                        case Node.Break ignored -> Flow.BREAK;
                        case Node.Continue ignored -> Flow.CONTINUE;
                    };
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow action(Pipe pipe) {
        Object value = evaluate(pipe);
        assign(pipe, value);
        if (pipe.variables().isEmpty()) {
            out.append(GoPrinter.print(value));
        }
        return Flow.NEXT;
    }

    private Flow choose(Node.If branch) {
        int scope = variables.size();
        Object value = evaluate(branch.condition());
        assign(branch.condition(), value);
        Flow flow = run(Functions.truth(value) ? branch.then() : branch.otherwise());
        leave(scope);
        return flow;
    }

    private Flow with(Node.With branch) {
        int scope = variables.size();
        Object outer = dot;
        Object value = evaluate(branch.value());
        assign(branch.value(), value);
        boolean there = Functions.truth(value);
        dot = there ? value : outer;
        Flow flow = run(there ? branch.then() : branch.otherwise());
        dot = outer;
        leave(scope);
        return flow;
    }

    private Flow range(Node.Range loop) {
        int scope = variables.size();
        Object outer = dot;
        Object value = evaluate(loop.value());
        Flow flow = Flow.NEXT;
        List<Variable> items = items(value, loop.value());
        for (Variable item : items) {
            bind(loop.value(), item);
            dot = item.value();
            flow = run(loop.body());
            dot = outer;
            leave(scope);
            if (flow == Flow.BREAK) {
                break;
            }
        }
        return items.isEmpty() ? run(loop.otherwise()) : Flow.NEXT;
    }

    /// The elements of a list or map with their key or index as the name.
    private List<Variable> items(@Nullable Object value, Pipe pipe) {
        List<Variable> items = new ArrayList<>();
        switch (value) {
            case null -> {}
            case Absent ignored -> {}
            case List<?> list -> {
                for (Object item : list) {
                    items.add(new Variable(String.valueOf(items.size()), item));
                }
            }
            case Map<?, ?> map -> addEntries(items, map);
            case Dictionary(Map<String, ?> map) -> addEntries(items, map);
            case Long count -> {
                for (long i = 0; i < count; i++) {
                    items.add(new Variable(String.valueOf(i), i));
                }
            }
            default ->
                    throw failure(
                            pipe.commands().getFirst().operands().getFirst(),
                            "range can't iterate over " + GoPrinter.print(value));
        }
        return items;
    }

    private static void addEntries(List<Variable> items, Map<?, ?> map) {
        new TreeMap<>(map)
                .forEach((key, value) -> items.add(new Variable(String.valueOf(key), value)));
    }

    private void bind(Pipe pipe, Variable item) {
        List<String> names = pipe.variables();
        if (names.size() == 1) {
            set(pipe, names.getFirst(), item.value());
        } else if (names.size() == 2) {
            set(pipe, names.getFirst(), key(item.name()));
            set(pipe, names.getLast(), item.value());
        }
    }

    private static Object key(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9' || name.length() > 9) {
                return name;
            }
        }
        return name.isEmpty() ? name : (Object) Long.valueOf(name);
    }

    private void assign(Pipe pipe, @Nullable Object value) {
        for (String name : pipe.variables()) {
            set(pipe, name, value);
        }
    }

    private void set(Pipe pipe, String name, @Nullable Object value) {
        if (!pipe.declares()) {
            for (int i = variables.size() - 1; i >= 0; i--) {
                if (variables.get(i).name().equals(name)) {
                    variables.set(i, new Variable(name, value));
                    return;
                }
            }
        }
        variables.add(new Variable(name, value));
    }

    private void leave(int scope) {
        variables.subList(scope, variables.size()).clear();
    }

    private @Nullable Object evaluate(Pipe pipe) {
        Object value = NOTHING;
        for (Command command : pipe.commands()) {
            value = evaluate(command, value);
        }
        return value;
    }

    private @Nullable Object evaluate(Command command, @Nullable Object piped) {
        Operand first = command.operands().getFirst();
        if (first instanceof Operand.Function function) {
            return call(function, command, piped);
        }
        if (command.operands().size() > 1 || piped != NOTHING) {
            throw failure(first, "can't give argument to non-function " + text(first));
        }
        return value(first);
    }

    private @Nullable Object call(
            Operand.Function function, Command command, @Nullable Object piped) {
        boolean and = function.name().equals("and");
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Operand operand : command.operands().subList(1, command.operands().size())) {
            Object value = value(operand);
            if ((and || function.name().equals("or")) && Functions.truth(value) != and) {
                return value;
            }
            arguments.add(value);
        }
        if (piped != NOTHING) {
            arguments.add(piped);
        }
        try {
            return Functions.call(function.name(), arguments, header);
        } catch (IllegalArgumentException refused) {
            throw failure(
                    function, "error calling " + function.name() + ": " + refused.getMessage());
        }
    }

    private @Nullable Object value(Operand operand) {
        return switch (operand) {
            case Operand.Literal(Object value, int ignored) -> value;
            case Operand.Function function -> Functions.call(function.name(), List.of(), header);
            case Operand.Chain chain -> {
                Object value =
                        switch (chain.start()) {
                            case Start.Dot ignored -> dot;
                            case Start.Variable(String name) -> variable(name);
                            case Start.Nested(Pipe pipe) -> evaluate(pipe);
                        };
                for (String field : chain.fields()) {
                    value = field(chain, value, field);
                }
                yield value;
            }
        };
    }

    private @Nullable Object variable(String name) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name().equals(name)) {
                return variables.get(i).value();
            }
        }
        throw new IllegalStateException("the parser let an undefined variable pass: " + name);
    }

    private @Nullable Object field(Operand at, @Nullable Object value, String name) {
        return switch (value) {
            case null -> throw failure(at, "nil data; no entry for key " + GoPrinter.quoted(name));
            case Fields fields -> fieldOf(at, fields, name);
            case Dictionary(Map<String, ?> entries) -> entries.get(name);
            case Absent absent when absent == Absent.MAP -> null;
            case Map<?, ?> map when map.containsKey(name) -> map.get(name);
            case Map<?, ?> ignored ->
                    throw failure(at, "map has no entry for key " + GoPrinter.quoted(name));
            default ->
                    throw failure(
                            at,
                            "can't evaluate field " + name + " of a " + GoPrinter.typeName(value));
        };
    }

    private @Nullable Object fieldOf(Operand at, Fields fields, String name) {
        if (fields.names().contains(name)) {
            return fields.field(name);
        }
        if (header) {
            return null;
        }
        throw failure(
                at,
                "there is no field "
                        + name
                        + "; the fields are "
                        + String.join(", ", fields.names()));
    }

    private String text(Operand operand) {
        return switch (operand) {
            case Operand.Literal(Object value, int ignored) -> GoPrinter.print(value);
            case Operand.Function function -> function.name();
            case Operand.Chain chain -> chain.text();
        };
    }

    private TemplateException failure(Operand operand, String problem) {
        int position = operand.position();
        int lineStart = source.lastIndexOf('\n', position - 1) + 1;
        return new TemplateException(
                "template: :"
                        + Template.line(source, position)
                        + ":"
                        + (position - lineStart)
                        + ": executing \"\" at <"
                        + text(operand)
                        + ">: "
                        + problem);
    }
}
