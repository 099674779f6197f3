package dev.varve.cli.template;

import dev.varve.cli.template.Node.Command;
import dev.varve.cli.template.Node.Pipe;
import dev.varve.cli.template.Template.Mode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/// One rendering: the output so far, the dot and the variables in scope. Messages are Go's.
final class Evaluator {
    private static final int MAX_CALLS = 1000;

    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE,
    }

    private record Variable(String name, @Nullable Object value) {}

    /// An operand that is not there, for a command without a piped value.
    private static final Object NOTHING = new Object();

    private final Template template;
    private final Mode mode;
    private final StringBuilder out = new StringBuilder();
    private final FieldAccess access;
    private List<Variable> variables = new ArrayList<>();
    private String executing;
    private int calls;
    private @Nullable Object dot;

    /// What was being evaluated last: what a message points at.
    private int position;

    private Supplier<String> text = () -> "";

    Evaluator(Template template, Mode mode, @Nullable Object data) {
        this.template = template;
        this.mode = mode;
        this.access = new FieldAccess(mode);
        this.executing = template.name();
        this.dot = data;
        variables.add(new Variable("$", data));
    }

    String render() {
        List<Node> nodes = template.definition(template.name());
        run(nodes == null ? List.of() : nodes);
        return out.toString();
    }

    /// What was rendered before a failure.
    String soFar() {
        return out.toString();
    }

    private Flow run(List<Node> nodes) {
        for (Node node : nodes) {
            at(node.position(), node::text);
            Flow flow =
                    switch (node) {
                        case Node.Text(String plain, int _) -> {
                            out.append(plain);
                            yield Flow.NEXT;
                        }
                        case Node.Action action -> action(action);
                        case Node.Branch branch -> branch(branch);
                        case Node.Jump(boolean leaves, int _) ->
                                leaves ? Flow.BREAK : Flow.CONTINUE;
                        case Node.Call call -> call(call);
                        case Node.Ending _ -> Flow.NEXT;
                    };
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private void at(int newPosition, Supplier<String> newText) {
        position = newPosition;
        text = newText;
    }

    private void at(Operand operand) {
        at(operand.position(), operand::text);
    }

    private Flow action(Node.Action action) {
        Object value = evaluate(action.pipe());
        if (action.pipe().variables().isEmpty()) {
            out.append(GoPrinter.print(value));
        }
        return Flow.NEXT;
    }

    private Flow branch(Node.Branch branch) {
        int scope = variables.size();
        Object outer = dot;
        Flow flow =
                switch (branch.word()) {
                    case "range" -> range(branch);
                    case "with" -> choose(branch, true);
                    default -> choose(branch, false);
                };
        dot = outer;
        leave(scope);
        return flow;
    }

    private Flow choose(Node.Branch branch, boolean with) {
        Object value = evaluate(branch.pipe());
        if (Functions.truth(value)) {
            dot = with ? value : dot;
            return run(branch.body());
        }
        return branch.otherwise() == null ? Flow.NEXT : run(branch.otherwise());
    }

    private Flow range(Node.Branch loop) {
        Object outer = dot;
        int before = variables.size();
        Object value = evaluate(loop.pipe());
        int scope = variables.size();
        List<Variable> items = items(value);
        for (Variable item : items) {
            bind(loop.pipe(), item, before);
            dot = item.value();
            Flow flow = run(loop.body());
            dot = outer;
            leave(scope);
            if (flow == Flow.BREAK) {
                break;
            }
        }
        return items.isEmpty() && loop.otherwise() != null ? run(loop.otherwise()) : Flow.NEXT;
    }

    /// The elements of a list or map with their key or index as the name.
    private List<Variable> items(@Nullable Object value) {
        List<Variable> items = new ArrayList<>();
        switch (value) {
            case null -> {}
            case Absent _ -> {}
            case List<?> list -> {
                for (Object item : list) {
                    items.add(new Variable(String.valueOf(items.size()), item));
                }
            }
            case Map<?, ?> map -> addEntries(items, map);
            case Dictionary dictionary -> addEntries(items, dictionary.entries());
            case Long count -> {
                for (long i = 0; i < Math.min(count, Integer.MAX_VALUE); i++) {
                    items.add(new Variable(String.valueOf(i), i));
                }
            }
            default -> throw failure("range can't iterate over " + GoPrinter.inner(value));
        }
        return items;
    }

    private static void addEntries(List<Variable> items, Map<?, ?> map) {
        new TreeMap<>(map).forEach((key, value) -> items.add(new Variable("\"" + key, value)));
    }

    /// Gives the loop's variables their value of this turn.
    ///
    /// @param first where the variables stand that the loop declared
    private void bind(Pipe pipe, Variable item, int first) {
        List<Operand.Variable> names = pipe.variables();
        if (names.isEmpty()) {
            return;
        }
        Object key =
                item.name().startsWith("\"")
                        ? item.name().substring(1)
                        : (Object) Long.valueOf(item.name());
        List<@Nullable Object> values = new ArrayList<>();
        if (names.size() == 2) {
            values.add(key);
        }
        values.add(item.value());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).text();
            if (pipe.assigns()) {
                assign(name, values.get(i));
            } else {
                variables.set(first + i, new Variable(name, values.get(i)));
            }
        }
    }

    private Flow call(Node.Call call) {
        List<Node> nodes = template.definition(call.name());
        if (nodes == null) {
            throw failure("template " + GoPrinter.quoted(call.name()) + " not defined");
        }
        if (calls == MAX_CALLS) {
            throw failure("exceeded maximum template depth (" + MAX_CALLS + ")");
        }
        Object argument = call.pipe() == null ? null : evaluate(call.pipe());
        Object outerDot = dot;
        List<Variable> outerVariables = variables;
        String outerName = executing;
        dot = argument;
        variables = new ArrayList<>(List.of(new Variable("$", argument)));
        executing = call.name();
        calls++;
        run(nodes);
        calls--;
        executing = outerName;
        variables = outerVariables;
        dot = outerDot;
        return Flow.NEXT;
    }

    private void assign(String name, @Nullable Object value) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name().equals(name)) {
                variables.set(i, new Variable(name, value));
                return;
            }
        }
        throw failure("undefined variable: " + name);
    }

    private void leave(int scope) {
        variables.subList(scope, variables.size()).clear();
    }

    private @Nullable Object evaluate(Pipe pipe) {
        at(pipe.position(), pipe::text);
        Object value = NOTHING;
        for (Command command : pipe.commands()) {
            value = evaluate(command, value);
        }
        for (Operand.Variable variable : pipe.variables()) {
            if (pipe.assigns()) {
                assign(variable.text(), value);
            } else {
                variables.add(new Variable(variable.text(), value));
            }
        }
        return value;
    }

    private @Nullable Object evaluate(Command command, @Nullable Object piped) {
        Operand first = command.operands().getFirst();
        List<Operand> arguments = command.operands().subList(1, command.operands().size());
        switch (first) {
            case Operand.Function function -> {
                return apply(function, command::text, arguments, piped);
            }
            case Operand.Field _, Operand.Chain _ -> {
                return chain(first, arguments, piped);
            }
            case Operand.Variable variable when variable.names().size() > 1 -> {
                return chain(first, arguments, piped);
            }
            case Operand.Nested _ -> {}
            case Operand.Variable _, Operand.Dot _, Operand.Nil _, Operand.Literal _ -> at(first);
        }
        if (!arguments.isEmpty() || piped != NOTHING) {
            throw failure("can't give argument to non-function " + first.text());
        }
        if (first instanceof Operand.Nil) {
            throw failure("nil is not a command");
        }
        return value(first);
    }

    /// What fields of something give; the last one may take arguments.
    private @Nullable Object chain(Operand chain, List<Operand> arguments, @Nullable Object piped) {
        at(chain);
        Object value;
        List<String> names;
        switch (chain) {
            case Operand.Field field -> {
                value = dot;
                names = field.names();
            }
            case Operand.Variable variable -> {
                value = variable(variable.names().getFirst());
                names = variable.names().subList(1, variable.names().size());
            }
            case Operand.Chain(Operand start, List<String> fields, int _) -> {
                if (start instanceof Operand.Nil) {
                    throw failure("indirection through explicit nil in " + chain.text());
                }
                value = value(start);
                names = fields;
            }
            case Operand.Dot _,
                    Operand.Nil _,
                    Operand.Literal _,
                    Operand.Function _,
                    Operand.Nested _ ->
                    throw new IllegalStateException("these have no fields: " + chain.text());
        }
        boolean computed = chain instanceof Operand.Chain;
        for (String name : names.subList(0, names.size() - 1)) {
            value = field(value, name, List.of(), computed);
            computed = false;
        }
        List<@Nullable Object> given = new ArrayList<>();
        for (Operand argument : arguments) {
            // Of anything but a row, arguments are refused before they are looked at.
            given.add(value instanceof Fields ? value(argument) : argument);
        }
        if (piped != NOTHING) {
            given.add(piped);
        }
        return field(value, names.getLast(), given, computed);
    }

    private @Nullable Object field(
            @Nullable Object value,
            String name,
            List<? extends @Nullable Object> arguments,
            boolean computed) {
        try {
            return access.field(value, name, arguments, computed);
        } catch (IllegalArgumentException problem) {
            throw failure(String.valueOf(problem.getMessage()));
        }
    }

    /// Calls a function.
    ///
    /// @param call what a message of the function itself points at
    private @Nullable Object apply(
            Operand.Function function,
            Supplier<String> call,
            List<Operand> operands,
            @Nullable Object piped) {
        at(function);
        String name = function.name();
        int given = operands.size() + (piped == NOTHING ? 0 : 1);
        String wrong = Functions.wrongCount(name, given, operands.size());
        if (!wrong.isEmpty()) {
            throw failure(wrong);
        }
        if (name.equals("call")) {
            Operand first = operands.isEmpty() ? function : operands.getFirst();
            Object callee = operands.isEmpty() ? piped : value(first);
            at(function.position(), call);
            throw failure("error calling call: " + notCallable(first, callee));
        }
        boolean decides = name.equals("and") || name.equals("or");
        List<@Nullable Object> arguments = new ArrayList<>();
        for (Operand operand : operands) {
            Object value = value(operand);
            if (decides && Functions.truth(value) == name.equals("or")) {
                return value;
            }
            check(name, arguments.size(), operand, value);
            arguments.add(value);
        }
        if (piped != NOTHING) {
            check(name, arguments.size(), function, piped);
            arguments.add(piped);
        }
        try {
            return Functions.call(name, arguments, mode == Mode.HEADER);
        } catch (IllegalArgumentException refused) {
            at(function.position(), call);
            throw failure("error calling " + name + ": " + refused.getMessage());
        }
    }

    /// There are no functions among the values.
    private static String notCallable(Operand operand, @Nullable Object value) {
        return value == null
                ? "call of nil"
                : "non-function " + operand.text() + " of type " + GoPrinter.typeName(value);
    }

    private void check(String function, int index, Operand operand, @Nullable Object value) {
        String wrong = Functions.wrongType(function, index, operand, value);
        if (!wrong.isEmpty()) {
            throw failure(wrong);
        }
    }

    private @Nullable Object value(Operand operand) {
        if (!(operand instanceof Operand.Nested)) {
            at(operand);
        }
        return switch (operand) {
            case Operand.Dot _ -> dot;
            case Operand.Nil _ -> null;
            case Operand.Literal(Object value, String _, int _) -> value;
            case Operand.Function function -> apply(function, function::text, List.of(), NOTHING);
            case Operand.Nested(Pipe pipe, int _) -> evaluate(pipe);
            case Operand.Variable variable when variable.names().size() == 1 ->
                    variable(variable.text());
            case Operand.Field _, Operand.Chain _, Operand.Variable _ ->
                    chain(operand, List.of(), NOTHING);
        };
    }

    private @Nullable Object variable(String name) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).name().equals(name)) {
                return variables.get(i).value();
            }
        }
        throw failure("undefined variable: " + name);
    }

    private TemplateException failure(String problem) {
        return new TemplateException(
                "template: "
                        + template.location(position)
                        + ": executing "
                        + GoPrinter.quoted(executing)
                        + " at <"
                        + text.get()
                        + ">: "
                        + problem);
    }
}
