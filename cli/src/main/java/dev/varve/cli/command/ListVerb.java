package dev.varve.cli.command;

import dev.varve.api.ImageRow;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.Table;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `image ls`.
final class ListVerb implements Verb {
    private static final String RAW = "raw";

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "ls",
                List.of("image ls", "image list", "images"),
                "[REPOSITORY[:TAG]]",
                0,
                1,
                "List images");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of(
                Options.flag("Show all images (default hides intermediate images)", "-a", "--all"),
                Options.flag("Show digests", "--digests"),
                Options.values(
                        "filter", "Filter output based on conditions provided", "-f", "--filter"),
                Options.value("string", Options.FORMAT_TEXT, "--format"),
                Options.flag("Don't truncate output", "--no-trunc"),
                Options.flag("Only show image IDs", "-q", "--quiet"));
    }

    @Override
    public ExitCode run(ParseResult options, List<String> operands, Session session)
            throws IOException {
        Filters filters = Filters.of(Options.texts(options, "--filter"));
        if (!operands.isEmpty()) {
            filters.add("reference", operands.getFirst());
        }
        String format = Options.text(options, "--format");
        boolean quiet = Options.isSet(options, "--quiet");
        boolean digests = Options.isSet(options, "--digests");
        boolean defaultTable = format.isEmpty() || format.equals(Rows.TABLE);
        if (!defaultTable && !format.equals(RAW)) {
            Rows.template(format.startsWith(Rows.TABLE) ? format.substring(5) : format);
        }
        List<ImageRow> images =
                session.client().images(Options.isSet(options, "--all"), filters.json());
        boolean tagDigests = digests || format.contains("{{.Digest}}");
        boolean cut = !Options.isSet(options, "--no-trunc");
        List<ListRow> rows = new ArrayList<>();
        for (ImageRow image : images) {
            ListRow.addRows(rows, image, tagDigests, digests, cut, session.now());
        }
        if (defaultTable && quiet) {
            printIds(session.out(), rows);
        } else if (defaultTable) {
            printTable(session.out(), rows, digests);
        } else {
            Rows.print(session.out(), template(format, quiet, digests), ListRow.HEADERS, rows);
        }
        return ExitCode.DONE;
    }

    private static void printIds(Output out, List<ListRow> rows) throws Output.Closed {
        for (ListRow row : rows) {
            out.line(row.id());
        }
    }

    private static void printTable(Output out, List<ListRow> rows, boolean digests)
            throws Output.Closed {
        Table table =
                digests
                        ? new Table("REPOSITORY", "TAG", "DIGEST", "IMAGE ID", "CREATED", "SIZE")
                        : new Table("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
        for (ListRow row : rows) {
            if (digests) {
                table.row(
                        row.repository(),
                        row.tag(),
                        row.digest(),
                        row.id(),
                        row.createdSince(),
                        row.size());
            } else {
                table.row(row.repository(), row.tag(), row.id(), row.createdSince(), row.size());
            }
        }
        out.print(table.toString());
    }

    private static String template(String format, boolean quiet, boolean digests) {
        if (format.equals(RAW)) {
            return quiet
                    ? "image_id: {{.ID}}"
                    : "repository: {{ .Repository }}\ntag: {{.Tag}}\n"
                            + (digests ? "digest: {{.Digest}}\n" : "")
                            + "image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\n"
                            + "virtual_size: {{.Size}}\n";
        }
        boolean addDigest =
                format.startsWith(Rows.TABLE) && digests && !format.contains("{{.Digest}}");
        return addDigest ? format + "\t{{.Digest}}" : format;
    }
}
