package dev.varve.cli.image;

import dev.varve.cli.command.Credentials;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Notes;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Progress;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressView;
import dev.varve.reference.Reference;

import java.io.IOException;
import java.util.List;

/// `image push`.
public final class PushVerb implements Verb {
    private static final String ONE_PLATFORM =
            """
            Using --platform pushes only the specified platform manifest of a multi-platform image index.
            Other components, like attestations, will not be included.
            To push the complete multi-platform image, remove the --platform flag.
            """;

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "push",
                List.of("image push", "push"),
                "NAME[:TAG]",
                1,
                1,
                "Upload an image to a registry");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Push all tags of an image to the repository", "-a", "--all-tags"),
                Options.noTrust(),
                Options.value(
                        "string",
                        "Push only the image of this platform: os[/arch[/variant]]",
                        "--platform"),
                Options.flag("Suppress verbose output", "-q", "--quiet"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Output out = session.out();
        String platform = Platforms.json(Options.text(options, "--platform"));
        if (!platform.isEmpty()) {
            Notes.print(out, ONE_PLATFORM);
        }
        boolean quiet = Options.isSet(options, "--quiet");
        boolean all = Options.isSet(options, "--all-tags");
        Reference name = Names.parse(operands.getFirst());
        if (all) {
            Names.requireNoTag(name);
        } else if (name.isNameOnly()) {
            name = name.withDefaultTag();
            if (!quiet) {
                out.line("Using default tag: latest");
                out.flush();
            }
        }
        if (name.digest().isPresent()) {
            throw new Failure(ExitCode.USAGE, "cannot push a digest reference");
        }
        Credentials.warnOfTrust(options, session);
        String auth = Credentials.header(name.domain(), session);
        ProgressView view = quiet ? ProgressView.silent() : Progress.on(out, session);
        try {
            String tag = all ? "" : name.tag().orElseThrow();
            session.images().push(name.repository(), tag, platform, auth, view);
        } finally {
            view.end();
        }
        if (quiet) {
            out.line(Escaped.line(name.toString()));
        }
        return ExitCode.DONE;
    }
}
