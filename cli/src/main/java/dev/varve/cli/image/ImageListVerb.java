package dev.varve.cli.image;

import dev.varve.api.ImageRow;
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
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.Table;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `image ls`.
public final class ImageListVerb implements Verb {
    private static final String RAW = "raw";
    private static final List<String> VERBS =
            List.of(
                    "build", "history", "import", "inspect", "list", "load", "ls", "prune", "pull",
                    "push", "rm", "save", "tag");

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
    public List<Option> options() {
        return List.of(
                Options.flag("Show all images (default hides intermediate images)", "-a", "--all"),
                Options.flag("Show digests", "--digests"),
                Options.values(
                        "filter", "Filter output based on conditions provided", "-f", "--filter"),
                Options.value("string", Options.FORMAT_TEXT, "--format"),
                Options.flag("Don't truncate output", "--no-trunc"),
                Options.flag("Only show image IDs", "-q", "--quiet"),
                Options.flag("List multi-platform images as a tree (EXPERIMENTAL)", "--tree"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Filters filters = Filters.of(Options.texts(options, "--filter"));
        if (!operands.isEmpty()) {
            filters.add("reference", operands.getFirst());
        }
        boolean quiet = Options.isSet(options, "--quiet");
        boolean digests = Options.isSet(options, "--digests");
        boolean all = Options.isSet(options, "--all");
        if (Options.isSet(options, "--tree")) {
            requireTreeAlone(options);
            new ImageTree(session).print(all, filters.json());
            return ExitCode.DONE;
        }
        String format = Options.text(options, "--format");
        if (format.isEmpty() && !quiet) {
            format = Configured.config(session).imagesFormat();
        }
        boolean defaultTable = format.isEmpty() || format.equals(Rows.TABLE);
        if (!defaultTable && !format.equals(RAW)) {
            Rows.template(format.startsWith(Rows.TABLE) ? format.substring(5) : format);
        }
        List<ImageRow> images = session.images().list(all, filters.json());
        boolean tagDigests = digests || format.contains("{{.Digest}}");
        boolean cut = !Options.isSet(options, "--no-trunc");
        List<ImageLine> rows = new ArrayList<>();
        for (ImageRow image : images) {
            ImageLine.addRows(rows, image, tagDigests, digests, cut, session.now());
        }
        if (defaultTable && quiet) {
            printIds(session.out(), rows);
        } else if (defaultTable) {
            printTable(session.out(), rows, digests);
        } else {
            Rows.print(session.out(), template(format, quiet, digests), ImageLine.HEADERS, rows);
        }
        warn(images, session);
        if (images.isEmpty() && !operands.isEmpty() && session.command().endsWith(" images")) {
            hint(operands.getFirst(), session);
        }
        return ExitCode.DONE;
    }

    /// What a check has found, where no script reads it.
    private static void warn(List<ImageRow> images, Session session) throws Output.Closed {
        for (ImageRow image : images) {
            if (!image.damage().isEmpty()) {
                session.out().flush();
                session.err()
                        .line(
                                Escaped.line(
                                        "WARNING: the image "
                                                + (image.repoTags().isEmpty()
                                                        ? image.id()
                                                        : image.repoTags().getFirst())
                                                + " is damaged: "
                                                + image.damage().getFirst()
                                                + (image.damage().size() > 1
                                                        ? " (and "
                                                                + (image.damage().size() - 1)
                                                                + " more)"
                                                        : "")
                                                + "; to mend it: varve system check"
                                                + " --repair"));
            }
        }
    }

    private static void requireTreeAlone(Given options) {
        for (String other : List.of("--quiet", "--no-trunc", "--digests", "--format")) {
            boolean given =
                    other.equals("--format")
                            ? !Options.text(options, other).isEmpty()
                            : Options.isSet(options, other);
            if (given) {
                String shown = other.equals("--digests") ? "--show-digest" : other;
                throw new Failure(ExitCode.USAGE, shown + " is not yet supported with --tree");
            }
        }
    }

    /// For those who type `images ls` and mean `image ls`.
    private static void hint(String name, Session session) throws Output.Closed {
        if (VERBS.contains(name)) {
            session.out().flush();
            session.err()
                    .line(
                            "\nNo images found matching \""
                                    + name
                                    + "\": did you mean \""
                                    + session.program()
                                    + " image "
                                    + name
                                    + "\"?");
        }
    }

    private static void printIds(Output out, List<ImageLine> rows) throws Output.Closed {
        for (ImageLine row : rows) {
            out.line(row.id());
        }
    }

    private static void printTable(Output out, List<ImageLine> rows, boolean digests)
            throws Output.Closed {
        Table table =
                digests
                        ? new Table("REPOSITORY", "TAG", "DIGEST", "IMAGE ID", "CREATED", "SIZE")
                        : new Table("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE");
        for (ImageLine row : rows) {
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
