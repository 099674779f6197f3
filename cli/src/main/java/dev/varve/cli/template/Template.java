package dev.varve.cli.template;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// A parsed template. Immutable; rendering leaves no trace in it.
public final class Template {
    /// How a rendering treats what is not there.
    enum Mode {
        /// a key that a map lacks has no value
        LENIENT,
        /// a key that a map lacks is an error
        STRICT,
        /// the data are the headers of a table
        HEADER,
    }

    private final String name;
    private final String source;
    private final Map<String, List<Node>> definitions;

    private Template(String name, String source, Map<String, List<Node>> definitions) {
        this.name = name;
        this.source = source;
        this.definitions = definitions;
    }

    public static Template parse(String source) {
        return parse("", source);
    }

    /// @param name for messages
    public static Template parse(String name, String source) {
        return new Template(name, source, new Parser(name, source).definitions());
    }

    /// Renders the template over a [Fields], [Struct], map, list or plain value.
    public String render(@Nullable Object data) {
        return new Evaluator(this, Mode.LENIENT, data).render();
    }

    /// Renders over JSON without a model: a key that is not there is an error.
    public String renderStrict(@Nullable Object data) {
        return new Evaluator(this, Mode.STRICT, data).render();
    }

    /// Renders the header line of a table: fields give their headers, unknown ones `<no value>`,
    /// and docker's text functions leave them as they are. What goes wrong cuts the line short.
    public String renderHeader(Fields headers) {
        Evaluator evaluator = new Evaluator(this, Mode.HEADER, headers);
        try {
            return evaluator.render();
        } catch (TemplateException e) {
            return evaluator.soFar();
        }
    }

    String name() {
        return name;
    }

    @Nullable List<Node> definition(String definition) {
        return definitions.get(definition);
    }

    /// `name:line:column` of a place in the source, for messages.
    String location(int position) {
        int lineStart = source.lastIndexOf('\n', position - 1) + 1;
        String before = source.substring(lineStart, position);
        int column = before.getBytes(StandardCharsets.UTF_8).length;
        int line = 1;
        for (int i = 0; i < lineStart; i++) {
            line += source.charAt(i) == '\n' ? 1 : 0;
        }
        return name + ":" + line + ":" + column;
    }
}
