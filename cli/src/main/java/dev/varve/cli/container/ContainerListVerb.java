package dev.varve.cli.container;

import static dev.varve.cli.json.JsonFields.map;

import dev.varve.cli.command.Configured;
import dev.varve.cli.command.Filters;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Rows;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.template.Fields;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `container ls`.
public final class ContainerListVerb implements Verb {
    private static final String RAW = "raw";
    private static final String DEFAULT =
            "table {{.ID}}\\t{{.Image}}\\t{{.Command}}\\t{{.RunningFor}}\\t{{.Status}}\\t{{.Ports}}"
                    + "\\t{{.Names}}";
    private static final String RAW_FORMAT =
            """
            container_id: {{.ID}}
            image: {{.Image}}
            command: {{.Command}}
            created_at: {{.CreatedAt}}
            state: {{- pad .State 1 0}}
            status: {{- pad .Status 1 0}}
            names: {{.Names}}
            labels: {{- pad .Labels 1 0}}
            ports: {{- pad .Ports 1 0}}
            """;

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "ls",
                List.of("container ls", "container list", "container ps", "ps"),
                "",
                0,
                0,
                "List containers");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Show all containers (default shows just running)", "-a", "--all"),
                Options.values(
                        "filter", "Filter output based on conditions provided", "-f", "--filter"),
                Options.value("string", Options.FORMAT_TEXT, "--format"),
                Options.number(
                        "int",
                        "Show n last created containers (includes all states) (default -1)",
                        "-n",
                        "--last"),
                Options.flag(
                        "Show the latest created container (includes all states)",
                        "-l",
                        "--latest"),
                Options.flag("Don't truncate output", "--no-trunc"),
                Options.flag("Only display container IDs", "-q", "--quiet"),
                Options.flag("Display total file sizes", "-s", "--size"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        boolean quiet = Options.isSet(options, "--quiet");
        String format = Options.text(options, "--format");
        if (format.isEmpty()) {
            format = Configured.config(session).psFormat();
        } else if (quiet) {
            session.err()
                    .line(
                            "WARNING: Ignoring custom format, because both --format and --quiet"
                                    + " are set.");
        }
        boolean size = Options.isSet(options, "--size");
        if (!format.isEmpty()) {
            boolean asked = usesSize(format);
            size |= asked && !quiet && !Options.isGiven(options, "--size");
        }
        long last = Options.number(options, "--last", -1);
        if (Options.isSet(options, "--latest") && last == -1) {
            last = 1;
        }
        List<?> containers =
                session.containers()
                        .list(
                                Options.isSet(options, "--all"),
                                Math.clamp(last, 0, Integer.MAX_VALUE),
                                size,
                                Filters.of(Options.texts(options, "--filter")).json());
        boolean cut = !Options.isSet(options, "--no-trunc");
        List<ContainerLine> lines = new ArrayList<>();
        for (Object container : containers) {
            lines.add(new ContainerLine(map(container), cut, true, session.now()));
        }
        Rows.print(session.out(), template(format, quiet, size), ContainerLine.HEADERS, lines);
        return ExitCode.DONE;
    }

    private static String template(String format, boolean quiet, boolean size) {
        if (format.equals(RAW)) {
            return quiet
                    ? "container_id: {{.ID}}"
                    : RAW_FORMAT + (size ? "size: {{.Size}}\\n" : "");
        }
        if (quiet) {
            return "{{.ID}}";
        }
        boolean usual = format.isEmpty() || format.equals(Rows.TABLE);
        return usual ? DEFAULT + (size ? "\\t{{.Size}}" : "") : format;
    }

    /// Whether the format shows sizes, which the daemon measures only when asked. The template is
    /// tried on a row without content for that, which also tells a bad one before anything is
    /// asked.
    private static boolean usesSize(String format) {
        Template template;
        try {
            template = Template.parse(format);
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "failed to parse template: " + e.getMessage(), e);
        }
        Probe probe = new Probe();
        try {
            template.render(probe);
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "failed to execute template: " + e.getMessage(), e);
        }
        return probe.sizeAsked;
    }

    private static final class Probe implements Fields {
        private final Fields empty = new ContainerLine(map(null), true, true, 0);
        private boolean sizeAsked;

        @Override
        public List<String> names() {
            return empty.names();
        }

        @Override
        public @Nullable Object field(String name) {
            sizeAsked |= name.equals("Size");
            return empty.field(name);
        }

        @Override
        public Optional<String> keyed(String name, String key) {
            return empty.keyed(name, key);
        }
    }
}
