package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.json.JsonCompact;
import dev.varve.cli.json.JsonIndent;
import dev.varve.cli.json.JsonTree;
import dev.varve.cli.output.Output;
import dev.varve.cli.template.StructType;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an `inspect` has found, printed as the daemon wrote it or by a template.
///
/// A template is tried on docker's own types first and then on the bare JSON, so that both
/// `{{.ID}}` and `{{.Id}}` work.
public final class Inspection {
    private static final String JSON = "json";

    private final String format;
    private final @Nullable Template template;
    private final List<String> found = new ArrayList<>();

    /// @param format what follows `--format`, "" for indented JSON
    public Inspection(String format) {
        this.format = format;
        this.template = format.isEmpty() || format.equals(JSON) ? null : parse(format);
    }

    private static Template parse(String format) {
        try {
            return Template.parse(format);
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
    }

    /// Adds an element.
    ///
    /// @throws Failure when the template does not fit it
    public void add(String json, StructType type) throws IOException {
        found.add(template == null ? json : render(template, json, type));
    }

    private static String render(Template template, String json, StructType type)
            throws IOException {
        Object tree = JsonTree.parse(json);
        if (tree instanceof Map<?, ?> map) {
            try {
                return template.render(type.with(map));
            } catch (TemplateException e) {
                // The bare JSON is next, and what does not fit that either is told.
            }
        }
        try {
            return template.renderStrict(tree);
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
    }

    /// Prints all elements.
    public void print(Output out) throws Output.Closed {
        if (template != null) {
            out.verbatim(found.isEmpty() ? "\n" : String.join("\n", found) + "\n");
            return;
        }
        String all = "[" + String.join(",", found) + "]";
        String text = format.isEmpty() ? JsonIndent.of(all) : JsonCompact.of(all);
        out.verbatim(text + "\n");
    }
}
