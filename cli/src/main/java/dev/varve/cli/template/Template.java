package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A parsed template. Immutable; rendering leaves no trace in it.
public final class Template {
    private final String source;
    private final List<Node> nodes;

    private Template(String source, List<Node> nodes) {
        this.source = source;
        this.nodes = nodes;
    }

    public static Template parse(String source) {
        return new Template(source, new Parser(source).parse());
    }

    /// Renders the template over a [Fields], map, list or plain value.
    public String render(@Nullable Object data) {
        return new Evaluator(source, data, false).render(nodes);
    }

    /// Renders the header line of a table: fields give their headers, unknown ones `<no value>`,
    /// and docker's text functions leave them as they are.
    public String renderHeader(Fields headers) {
        return new Evaluator(source, headers, true).render(nodes);
    }

    static int line(String source, int position) {
        int line = 1;
        for (int i = 0; i < position; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        return line;
    }
}
