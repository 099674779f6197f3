package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Columns;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.template.Fields;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import java.util.List;
import java.util.Optional;

/// Prints rows by a user's `--format`: `json`, `TEMPLATE` or `table TEMPLATE`.
public final class Rows {
    public static final String TABLE = "table";
    private static final String JSON = "json";

    private Rows() {}

    public static void print(
            Output out, String format, Fields headers, Iterable<? extends Fields> rows)
            throws Output.Closed {
        boolean table = format.startsWith(TABLE);
        Template template = template(table ? format.substring(TABLE.length()) : format);
        StringBuilder text = new StringBuilder();
        try {
            if (table) {
                text.append(template.renderHeader(headers)).append('\n');
            }
            for (Fields row : rows) {
                text.append(template.render(row)).append('\n');
            }
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
        if (table) {
            out.print(Columns.align(Escaped.lines(text.toString())));
        } else {
            out.verbatim(text.toString());
        }
    }

    /// Parses what follows `--format`.
    public static Template template(String format) {
        String source = trimSpaces(format);
        source = source.equals(JSON) ? "{{json .}}" : source;
        try {
            return Template.parse(source.replace("\\t", "\t").replace("\\n", "\n"));
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
    }

    private static String trimSpaces(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && text.charAt(from) == ' ') {
            from++;
        }
        while (to > from && text.charAt(to - 1) == ' ') {
            to--;
        }
        return text.substring(from, to);
    }

    /// The headers of a table by field.
    public record Headers(List<String> names, List<String> texts) implements Fields {
        @Override
        public Object field(String name) {
            return texts.get(names.indexOf(name));
        }

        /// A label's header is the last part of its name.
        @Override
        public Optional<String> keyed(String name, String key) {
            String last = key.substring(key.lastIndexOf('.') + 1);
            return name.equals("Label")
                    ? Optional.of(last.replace('-', ' ').replace('_', ' '))
                    : Optional.empty();
        }
    }
}
