package dev.varve.cli.template;

import java.util.List;

/// A value of a command.
sealed interface Operand {
    /// Of what a message about the operand points at: with several fields, the second.
    int position();

    /// The operand as source, for messages.
    String text();

    record Dot(int position) implements Operand {
        @Override
        public String text() {
            return ".";
        }
    }

    record Nil(int position) implements Operand {
        @Override
        public String text() {
            return "nil";
        }
    }

    /// A number, a character, a string or a boolean.
    record Literal(Object value, String text, int position) implements Operand {}

    /// `.Name.Name`
    record Field(List<String> names, int position) implements Operand {
        @Override
        public String text() {
            return "." + String.join(".", names);
        }
    }

    /// `$name`, with fields after it.
    ///
    /// @param names the first with its `$`
    record Variable(List<String> names, int position) implements Operand {
        @Override
        public String text() {
            return String.join(".", names);
        }
    }

    /// Fields of anything else: of a nested pipeline or of a function without arguments.
    record Chain(Operand start, List<String> names, int position) implements Operand {
        @Override
        public String text() {
            return start.text() + "." + String.join(".", names);
        }
    }

    record Function(String name, int position) implements Operand {
        @Override
        public String text() {
            return name;
        }
    }

    /// `(pipe)`
    record Nested(Node.Pipe pipe, int position) implements Operand {
        @Override
        public String text() {
            return "(" + pipe.text() + ")";
        }
    }
}
