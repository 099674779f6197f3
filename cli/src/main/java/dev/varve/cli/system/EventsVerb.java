package dev.varve.cli.system;

import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;

import dev.varve.cli.command.Filters;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.GoTime;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Timestamps;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Output;
import dev.varve.cli.shape.EventShape;
import dev.varve.cli.template.StructType;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `system events`: a line for each event, as it happens, until it is interrupted or the time comes
/// that `--until` names.
public final class EventsVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "events",
                List.of("system events", "events"),
                "",
                0,
                0,
                "Get real time events from the server");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.values(
                        "filter", "Filter output based on conditions provided", "-f", "--filter"),
                Options.value("string", Options.INSPECT_FORMAT_TEXT, "--format"),
                Options.value("string", "Show all events created since timestamp", "--since"),
                Options.value("string", "Stream events until this timestamp", "--until"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        StructType type = EventShape.type();
        @Nullable Template template = template(Options.text(options, "--format"), type);
        String since = Timestamps.of(Options.text(options, "--since"), session.now());
        String until = Timestamps.of(Options.text(options, "--until"), session.now());
        String filters = Filters.of(Options.texts(options, "--filter")).json();
        Output out = session.out();
        session.system()
                .events(
                        since,
                        until,
                        filters,
                        event -> {
                            out.verbatim(
                                    (template == null
                                                    ? line(event)
                                                    : template.render(type.with(event)))
                                            + "\n");
                            out.flush();
                        });
        return ExitCode.DONE;
    }

    /// Tries the template on an event without content, to tell a bad one at once.
    private static @Nullable Template template(String format, StructType type) {
        if (format.isEmpty()) {
            return null;
        }
        try {
            Template template = Template.parse(format.equals("json") ? "{{json .}}" : format);
            template.render(type.with(Map.of()));
            return template;
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "Error parsing format: " + e.getMessage(), e);
        }
    }

    private static String line(Map<?, ?> event) {
        StringBuilder line = new StringBuilder();
        long nanos = number(event.get("timeNano"));
        long seconds = number(event.get("time"));
        if (nanos != 0 || seconds != 0) {
            line.append(
                    nanos != 0
                            ? GoTime.nanoseconds(nanos / 1_000_000_000, nanos % 1_000_000_000)
                            : GoTime.nanoseconds(seconds, 0));
            line.append(' ');
        }
        Map<?, ?> actor = map(event.get("Actor"));
        line.append(text(event.get("Type"))).append(' ').append(text(event.get("Action")));
        line.append(' ').append(text(actor.get("ID")));
        List<String> attributes = new ArrayList<>();
        new TreeMap<>(map(actor.get("Attributes")))
                .forEach((key, value) -> attributes.add(key + "=" + text(value)));
        if (!attributes.isEmpty()) {
            line.append(" (").append(String.join(", ", attributes)).append(')');
        }
        return line.toString();
    }
}
