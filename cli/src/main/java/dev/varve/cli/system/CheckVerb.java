package dev.varve.cli.system;

import static dev.varve.cli.json.JsonFields.list;
import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;
import static dev.varve.cli.json.JsonFields.texts;

import dev.varve.api.ImageRow;
import dev.varve.cli.command.Credentials;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.template.GoJson;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// `system check`: whether the store is what it says it is, and mends it if asked to. Ends with 8
/// when it is not, or not yet.
public final class CheckVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis("check", List.of(), "", 0, 0, "Look for damage in the store");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value(
                        "string",
                        "How closely to look: quick, meta, read-data or read-data=N% (default"
                                + " meta)",
                        "--level"),
                Options.flag(
                        "Fetch damaged blobs again and unpack damaged layers again", "--repair"),
                Options.value("string", "Format output: 'json'", "--format"),
                Options.flag(
                        "Make a damaged index again from the other files of the store, then check",
                        "--rebuild-index"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String format = Options.text(options, "--format");
        if (!format.isEmpty() && !format.equals("json")) {
            throw new Failure(
                    ExitCode.USAGE, "unknown format of a check: " + format + "; there is json");
        }
        boolean repair = Options.isSet(options, "--repair");
        Map<?, ?> report =
                session.system()
                        .check(
                                Options.text(options, "--level"),
                                repair,
                                Options.isSet(options, "--rebuild-index"),
                                repair ? logins(session) : "");
        if (format.equals("json")) {
            session.out().verbatim(GoJson.write(report) + "\n");
        } else {
            print(report, session.out());
        }
        return list(report.get("Problems")).isEmpty() ? ExitCode.DONE : ExitCode.DAMAGED;
    }

    /// Those for the registries that the images of the store are named after: a repair may ask any
    /// of them, and the other logins of the user are not its business. A store that cannot list
    /// them is what a repair is for: it goes on without logins.
    private static String logins(Session session) throws Output.Closed {
        try {
            return Credentials.headerOfAll(registries(session), session);
        } catch (Failure e) {
            session.err().line("WARNING: no logins are sent: " + Escaped.line(e.getMessage()));
            return "";
        }
    }

    private static Set<String> registries(Session session) {
        Set<String> domains = new TreeSet<>();
        for (ImageRow image : session.images().list(true, "")) {
            for (String name : image.repoTags()) {
                domains.add(Names.parse(name).domain());
            }
            for (String name : image.repoDigests()) {
                domains.add(Names.parse(name).domain());
            }
        }
        return domains;
    }

    /// Of a field that only a repair's answer has.
    private static List<?> elements(Map<?, ?> report, String field) {
        return report.get(field) instanceof List<?> elements ? elements : List.of();
    }

    private static void print(Map<?, ?> report, Output out) throws IOException {
        for (Object element : elements(report, "Repaired")) {
            Map<?, ?> problem = map(element);
            out.line(
                    Escaped.line(
                            "repaired: "
                                    + text(problem.get("Object"))
                                    + ": "
                                    + text(problem.get("Problem"))));
        }
        for (Object sentence : elements(report, "Failed")) {
            out.line(Escaped.line("not repaired: " + text(sentence)));
        }
        List<?> problems = list(report.get("Problems"));
        for (Object element : problems) {
            Map<?, ?> problem = map(element);
            out.line(
                    Escaped.line(
                            text(problem.get("Object")) + ": " + text(problem.get("Problem"))));
            out.line(Escaped.line("  to mend it: " + text(problem.get("Cure"))));
        }
        for (String sentence : texts(report.get("Unchecked"))) {
            out.line(Escaped.line("not checked: " + sentence));
        }
        out.line(
                "%s: %d of %d blobs and %d of %d layers read, %s"
                        .formatted(
                                Escaped.line(text(report.get("Level"))),
                                number(report.get("BlobsRead")),
                                number(report.get("Blobs")),
                                number(report.get("LayersRead")),
                                number(report.get("Layers")),
                                problems.isEmpty()
                                        ? "no damage found"
                                        : problems.size() + " problems found"));
    }
}
