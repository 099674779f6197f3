package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A statement of a parsed template.
sealed interface Node {
    /// Of what a message about the node points at.
    int position();

    /// The node as source, for messages.
    String text();

    record Text(String text, int position) implements Node {}

    /// `{{pipe}}`
    record Action(Pipe pipe, int position) implements Node {
        @Override
        public String text() {
            return "{{" + pipe.text() + "}}";
        }
    }

    /// `{{if}}`, `{{with}}` or `{{range}}`.
    ///
    /// @param otherwise `null` for no `{{else}}`
    record Branch(
            String word, Pipe pipe, List<Node> body, @Nullable List<Node> otherwise, int position)
            implements Node {
        @Override
        public String text() {
            StringBuilder text = new StringBuilder("{{" + word + " " + pipe.text() + "}}");
            body.forEach(node -> text.append(node.text()));
            if (otherwise != null) {
                text.append("{{else}}");
                otherwise.forEach(node -> text.append(node.text()));
            }
            return text.append("{{end}}").toString();
        }
    }

    /// `{{break}}` or `{{continue}}`.
    record Jump(boolean leaves, int position) implements Node {
        @Override
        public String text() {
            return leaves ? "{{break}}" : "{{continue}}";
        }
    }

    /// `{{template "name" pipe}}`.
    record Call(String name, @Nullable Pipe pipe, int position) implements Node {
        @Override
        public String text() {
            return "{{template "
                    + GoPrinter.quoted(name)
                    + (pipe == null ? "" : " " + pipe.text())
                    + "}}";
        }
    }

    /// `{{end}}` or `{{else}}`, which end a list of nodes and are no part of it.
    record Ending(boolean isElse, int position) implements Node {
        @Override
        public String text() {
            return isElse ? "{{else}}" : "{{end}}";
        }
    }

    /// Commands, each fed with the result of the one before.
    ///
    /// @param variables that the result goes to; two only in a range
    /// @param assigns `=` and not `:=`
    record Pipe(
            List<Operand.Variable> variables,
            boolean assigns,
            List<Command> commands,
            int position) {
        String text() {
            StringBuilder text = new StringBuilder();
            for (Operand.Variable variable : variables) {
                text.append(text.isEmpty() ? "" : ", ").append(variable.text());
            }
            text.append(variables.isEmpty() ? "" : assigns ? " = " : " := ");
            String separator = "";
            for (Command command : commands) {
                text.append(separator).append(command.text());
                separator = " | ";
            }
            return text.toString();
        }
    }

    /// A first operand, which may be a function, and its arguments.
    record Command(List<Operand> operands) {
        String text() {
            StringBuilder text = new StringBuilder();
            for (Operand operand : operands) {
                text.append(text.isEmpty() ? "" : " ").append(operand.text());
            }
            return text.toString();
        }
    }
}
