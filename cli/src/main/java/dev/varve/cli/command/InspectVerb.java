package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.json.JsonIndent;
import dev.varve.cli.json.JsonTree;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `image inspect`: what there is first, then what is missing.
final class InspectVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "inspect",
                List.of("image inspect", "inspect"),
                "IMAGE [IMAGE...]",
                1,
                Integer.MAX_VALUE,
                "Display detailed information on one or more images");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                Options.value(
                        "string",
                        "Format output using a custom template: 'json' or 'TEMPLATE', a Go"
                                + " template",
                        "-f",
                        "--format"));
    }

    @Override
    public ExitCode run(ParseResult options, List<String> operands, Session session)
            throws IOException {
        String format = Options.text(options, "--format");
        Template template = Rows.template(format);
        List<String> found = new ArrayList<>();
        Failures failures = new Failures();
        for (String image : operands) {
            try {
                String json = session.client().inspect(image);
                found.add(format.isEmpty() ? json : render(template, json));
            } catch (Failure failure) {
                failures.add(failure);
                if (failure.code() == ExitCode.USAGE) {
                    break;
                }
            }
        }
        if (format.isEmpty()) {
            session.out().verbatim(JsonIndent.of("[" + String.join(",", found) + "]") + "\n");
        } else {
            for (String line : found) {
                session.out().verbatim(line + "\n");
            }
        }
        session.out().flush();
        failures.print(session.err());
        return failures.code();
    }

    private static String render(Template template, String json) throws IOException {
        try {
            return template.render(InspectShape.of(JsonTree.parse(json)));
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
    }
}
