package dev.varve.cli.system;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.GoTime;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Columns;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.shape.VersionShape;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// `version`: of the client always, of the daemon when it answers.
public final class VersionVerb implements Verb {
    private static final String ENGINE = "Engine";

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "version", List.of(), "", 0, 0, "Show the versions of the client and the daemon");
    }

    @Override
    public List<Option> options() {
        return List.of(Options.value("string", Options.INSPECT_FORMAT_TEXT, "-f", "--format"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String format = Options.text(options, "--format");
        @Nullable Template template = format.isEmpty() ? null : template(format);
        Map<String, @Nullable Object> both = new LinkedHashMap<>();
        @Nullable Failure noServer = null;
        try {
            both.put("Server", withEngine(session.system().version()));
        } catch (Failure failure) {
            noServer = failure;
        }
        both.put("Client", ClientVersion.of(session.client()));
        if (template == null) {
            session.out().print(Columns.align(text(both), 20, 1));
        } else {
            print(template, both, noServer != null, session);
        }
        session.out().flush();
        if (noServer != null) {
            throw noServer;
        }
        return ExitCode.DONE;
    }

    private static Template template(String format) {
        try {
            return Template.parse("version", format.equals("json") ? "{{json .}}" : format);
        } catch (TemplateException e) {
            throw new Failure(ExitCode.USAGE, "template parsing error: " + e.getMessage(), e);
        }
    }

    private static void print(
            Template template, Map<String, ?> both, boolean withoutServer, Session session)
            throws IOException {
        try {
            String text = template.render(VersionShape.type().with(both)) + "\n";
            session.out().verbatim(Columns.align(text, 20, 1));
        } catch (TemplateException e) {
            // Without a daemon its absence is the failure that is reported.
            if (!withoutServer) {
                throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
        }
    }

    /// The daemon's answer with its engine among the components, its time of building as docker
    /// shows it.
    private static Map<String, @Nullable Object> withEngine(Map<?, ?> server) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        server.forEach((key, value) -> copy.put((String) key, value));
        List<Object> components = new ArrayList<>();
        boolean found = false;
        if (server.get("Components") instanceof List<?> list) {
            for (Object component : list) {
                boolean engine = component instanceof Map<?, ?> map && isEngine(map);
                found |= engine;
                components.add(engine ? withBuildTime((Map<?, ?>) component) : component);
            }
        }
        if (!found) {
            components.add(engine(server));
        }
        copy.put("Components", components);
        return copy;
    }

    private static boolean isEngine(Map<?, ?> component) {
        return ENGINE.equals(component.get("Name"));
    }

    private static Map<String, Object> withBuildTime(Map<?, ?> component) {
        Map<String, Object> details = new LinkedHashMap<>();
        if (component.get("Details") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> details.put((String) key, text(value)));
        }
        details.computeIfPresent("BuildTime", (key, value) -> GoTime.ansic(text(value)));
        Map<String, Object> copy = new LinkedHashMap<>();
        component.forEach((key, value) -> copy.put((String) key, String.valueOf(value)));
        copy.put("Details", details);
        return copy;
    }

    private static Map<String, Object> engine(Map<?, ?> server) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("ApiVersion", text(server.get("ApiVersion")));
        details.put("Arch", text(server.get("Arch")));
        details.put("BuildTime", GoTime.ansic(text(server.get("BuildTime"))));
        details.put(
                "Experimental", String.valueOf(Boolean.TRUE.equals(server.get("Experimental"))));
        details.put("GitCommit", text(server.get("GitCommit")));
        details.put("GoVersion", text(server.get("GoVersion")));
        details.put("MinAPIVersion", text(server.get("MinAPIVersion")));
        details.put("Os", text(server.get("Os")));
        return Map.of("Name", ENGINE, "Version", text(server.get("Version")), "Details", details);
    }

    private static String text(Map<String, ?> both) {
        StringBuilder out = new StringBuilder("Client: Varve\n");
        Map<?, ?> client = (Map<?, ?>) both.get("Client");
        if (client != null) {
            ClientVersion.lines(client).forEach((label, value) -> line(out, " " + label, value));
        }
        if (both.get("Server") instanceof Map<?, ?> server) {
            out.append("\nServer:").append(platform(server)).append('\n');
            if (server.get("Components") instanceof List<?> components) {
                components.forEach(component -> component(out, (Map<?, ?>) component));
            }
        }
        return out.toString();
    }

    private static String platform(Map<?, ?> server) {
        String name =
                server.get("Platform") instanceof Map<?, ?> platform
                        ? text(platform.get("Name"))
                        : "";
        return name.isEmpty() ? "" : " " + Escaped.line(name);
    }

    private static void component(StringBuilder out, Map<?, ?> component) {
        out.append(' ').append(Escaped.line(text(component.get("Name")))).append(":\n");
        line(out, "  Version", text(component.get("Version")));
        Map<String, String> details = new TreeMap<>();
        if (component.get("Details") instanceof Map<?, ?> given) {
            given.forEach((key, value) -> details.put(text(key), text(value)));
        }
        if (isEngine(component)) {
            engineLines(out, details);
        } else {
            details.forEach((name, value) -> line(out, "  " + name, value));
        }
    }

    private static void engineLines(StringBuilder out, Map<String, String> details) {
        line(
                out,
                "  API version",
                details.get("ApiVersion")
                        + " (minimum version "
                        + details.get("MinAPIVersion")
                        + ")");
        lineUnlessEmpty(out, "  Go version", details.getOrDefault("GoVersion", ""));
        lineUnlessEmpty(out, "  Java version", details.getOrDefault("JavaVersion", ""));
        lineUnlessEmpty(out, "  Git commit", details.getOrDefault("GitCommit", ""));
        lineUnlessEmpty(out, "  Built", details.getOrDefault("BuildTime", ""));
        line(out, "  OS/Arch", details.get("Os") + "/" + details.get("Arch"));
        line(out, "  Experimental", details.getOrDefault("Experimental", "false"));
    }

    private static void lineUnlessEmpty(StringBuilder out, String label, String value) {
        if (!value.isEmpty()) {
            line(out, label, value);
        }
    }

    private static void line(StringBuilder out, String label, String value) {
        out.append(Escaped.line(label)).append(":\t").append(Escaped.line(value)).append('\n');
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }
}
