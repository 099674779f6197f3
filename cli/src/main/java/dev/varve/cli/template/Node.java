package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A parsed template.
sealed interface Node {
    record Text(String text) implements Node {}

    /// `{{pipe}}`
    record Action(Pipe pipe) implements Node {}

    record If(Pipe condition, List<Node> then, List<Node> otherwise) implements Node {}

    record With(Pipe value, List<Node> then, List<Node> otherwise) implements Node {}

    record Range(Pipe value, List<Node> body, List<Node> otherwise) implements Node {}

    record Break() implements Node {}

    record Continue() implements Node {}

    /// Commands, each fed with the result of the one before.
    ///
    /// @param variables that the result is assigned to; two only in a range
    /// @param declares `:=` and not `=`
    record Pipe(List<String> variables, boolean declares, List<Command> commands) {}

    /// A first operand, which may be a function, and its arguments.
    record Command(List<Operand> operands) {}

    /// A value of a command.
    sealed interface Operand {
        int position();

        record Function(String name, int position) implements Operand {}

        record Literal(@Nullable Object value, int position) implements Operand {}

        /// `.`, `$x`, `(pipe)` or a function without arguments, followed by fields.
        record Chain(Start start, List<String> fields, String text, int position)
                implements Operand {}
    }

    /// What the fields of a chain are read from.
    sealed interface Start {
        record Dot() implements Start {}

        record Variable(String name) implements Start {}

        record Nested(Pipe pipe) implements Start {}
    }
}
