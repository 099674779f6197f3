package dev.varve.cli.command;

import dev.varve.api.ApiVersion;
import dev.varve.api.VersionResponse;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.template.Template;
import dev.varve.cli.template.TemplateException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `version`: of the client always, of the daemon when it answers.
final class VersionVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "version", List.of(), "", 0, 0, "Show the versions of the client and the daemon");
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
        Optional<VersionResponse> server = Optional.empty();
        Optional<Failure> failure = Optional.empty();
        try {
            server = Optional.of(session.client().version());
        } catch (Failure noServer) {
            failure = Optional.of(noServer);
        }
        if (format.isEmpty()) {
            printClient(session.out());
            if (server.isPresent()) {
                printServer(session.out(), server.get());
            }
        } else {
            printFormat(session.out(), template, server);
        }
        session.out().flush();
        if (failure.isPresent()) {
            throw failure.get();
        }
        return ExitCode.DONE;
    }

    private static void printClient(Output out) throws Output.Closed {
        out.line("Client: Varve");
        out.line(" Version:           " + clientVersion());
        out.line(" API version:       " + ApiVersion.MAXIMUM);
        out.line(" Java version:      " + System.getProperty("java.version"));
        out.line(" OS/Arch:           " + operatingSystem());
    }

    private static void printServer(Output out, VersionResponse server) throws Output.Closed {
        out.line("");
        out.line("Server: " + Escaped.line(server.platformName()));
        for (VersionResponse.Component component : server.components()) {
            out.line(" " + Escaped.line(component.name()) + ":");
            out.line("  Version:          " + Escaped.line(component.version()));
            for (Map.Entry<String, String> detail : component.details().entrySet()) {
                String label = Escaped.line(detail.getKey()) + ":";
                out.line(
                        "  "
                                + label
                                + " ".repeat(Math.max(1, 18 - label.length()))
                                + Escaped.line(detail.getValue()));
            }
        }
    }

    private static void printFormat(Output out, Template template, Optional<VersionResponse> server)
            throws Output.Closed {
        Map<String, @Nullable Object> client = new LinkedHashMap<>();
        client.put("Version", clientVersion());
        client.put("ApiVersion", ApiVersion.MAXIMUM.toString());
        client.put("Os", operatingSystem().substring(0, operatingSystem().indexOf('/')));
        client.put("Arch", operatingSystem().substring(operatingSystem().indexOf('/') + 1));
        Map<String, @Nullable Object> both = new LinkedHashMap<>();
        both.put("Client", client);
        both.put("Server", server.isPresent() ? serverFields(server.get()) : null);
        try {
            out.verbatim(template.render(both) + "\n");
        } catch (TemplateException e) {
            // Without a daemon its absence is the failure that is reported.
            if (server.isPresent()) {
                throw new Failure(ExitCode.USAGE, "cannot use this --format: " + e.getMessage(), e);
            }
        }
    }

    private static Map<String, @Nullable Object> serverFields(VersionResponse server) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("Platform", Map.of("Name", server.platformName()));
        fields.put(
                "Components",
                server.components().stream()
                        .map(component -> {
                            Map<String, Object> map = new LinkedHashMap<>();
                            map.put("Name", component.name());
                            map.put("Version", component.version());
                            map.put("Details", component.details());
                            return map;
                        })
                        .toList());
        fields.put("Version", server.version());
        fields.put("ApiVersion", server.apiVersion());
        fields.put("MinAPIVersion", server.minApiVersion());
        fields.put("GitCommit", server.gitCommit());
        fields.put("GoVersion", server.goVersion());
        fields.put("Os", server.os());
        fields.put("Arch", server.arch());
        fields.put("KernelVersion", server.kernelVersion());
        fields.put("BuildTime", server.buildTime());
        return fields;
    }

    private static String clientVersion() {
        String version = VersionVerb.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static String operatingSystem() {
        String machine = System.getProperty("os.arch", "");
        return "linux/" + (machine.equals("aarch64") ? "arm64" : machine);
    }
}
