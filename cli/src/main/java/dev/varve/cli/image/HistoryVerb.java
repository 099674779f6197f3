package dev.varve.cli.image;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Rows;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.output.Table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `image history`.
public final class HistoryVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "history",
                List.of("image history", "history"),
                "IMAGE",
                1,
                1,
                "Show the history of an image");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", Options.FORMAT_TEXT, "--format"),
                Options.flag(
                        "Print sizes and dates in human readable format (default true)",
                        "-H",
                        "--human"),
                Options.flag("Don't truncate output", "--no-trunc"),
                Options.value(
                        "string",
                        "Show the history of the image of this platform: os[/arch[/variant]]",
                        "--platform"),
                Options.flag("Only show image IDs", "-q", "--quiet"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String format = Options.text(options, "--format");
        boolean human = !Options.isGiven(options, "--human") || Options.isSet(options, "--human");
        boolean cut = !Options.isSet(options, "--no-trunc");
        boolean defaultTable = format.isEmpty() || format.equals(Rows.TABLE);
        if (!defaultTable) {
            Rows.template(format.startsWith(Rows.TABLE) ? format.substring(5) : format);
        }
        String platform = Platforms.json(Options.text(options, "--platform"));
        List<HistoryLine> lines = new ArrayList<>();
        session.images()
                .history(operands.getFirst(), platform)
                .forEach(row -> lines.add(new HistoryLine(row, human, cut, session.now())));
        if (!defaultTable) {
            Rows.print(session.out(), format, HistoryLine.HEADERS, lines);
        } else if (Options.isSet(options, "--quiet")) {
            for (HistoryLine line : lines) {
                session.out().line(line.id());
            }
        } else {
            Table table =
                    new Table(
                            "IMAGE",
                            human ? "CREATED" : "CREATED AT",
                            "CREATED BY",
                            "SIZE",
                            "COMMENT");
            for (HistoryLine line : lines) {
                table.row(
                        line.id(),
                        human ? line.createdSince() : line.createdAt(),
                        line.createdBy(),
                        line.size(),
                        line.row().comment());
            }
            session.out().print(table.toString());
        }
        return ExitCode.DONE;
    }
}
