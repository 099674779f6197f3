package dev.varve.cli.system;

import static dev.varve.cli.json.JsonFields.text;
import static dev.varve.cli.json.JsonFields.texts;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.config.RegistryAuth;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.shape.InfoShape;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// `system info`: of the client always, of the daemon when it answers.
public final class InfoVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "info",
                List.of("system info", "info"),
                "",
                0,
                0,
                "Display system-wide information");
    }

    @Override
    public List<Option> options() {
        return List.of(Options.value("string", Options.INSPECT_FORMAT_TEXT, "-f", "--format"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String format = Options.text(options, "--format");
        if (!format.isEmpty()) {
            print(template(format), session);
            return ExitCode.DONE;
        }
        Output out = session.out();
        out.print("Client:\n Version:    " + ClientVersion.version() + "\n");
        out.print(" Context:    default\n Debug Mode: " + session.debug() + "\n\nServer:\n");
        Map<?, ?> info = session.system().info();
        String user = new RegistryAuth(session.environment(), warning -> {}).user();
        out.print(InfoText.of(info, session.debug(), user));
        out.flush();
        for (String warning : texts(info.get("Warnings"))) {
            session.err().line(Escaped.line(warning));
        }
        return ExitCode.DONE;
    }

    private static Template template(String format) {
        try {
            return Template.parse(format.equals("json") ? "{{json .}}" : format);
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
    }

    private static void print(Template template, Session session) throws Output.Closed {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        session.system().info().forEach((key, value) -> all.put(text(key), value));
        Map<String, @Nullable Object> client = ClientVersion.of(session.client());
        client.put("Debug", session.debug());
        client.put("Plugins", List.of());
        all.put("ClientInfo", client);
        try {
            session.out().verbatim(template.render(InfoShape.type().with(all)) + "\n");
        } catch (TemplateException e) {
            session.out().print("\n");
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
