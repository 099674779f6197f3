package dev.varve.cli.image;

import dev.varve.cli.client.Content;
import dev.varve.cli.client.ImageCalls;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.InputFile;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Progress;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.output.ProgressView;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// `image import`.
public final class ImportVerb implements Verb {
    private static final Content NOTHING = out -> {};

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "import",
                List.of("image import", "import"),
                "file|URL|- [REPOSITORY[:TAG]]",
                1,
                Integer.MAX_VALUE,
                "Import the contents from a tarball to create a filesystem image");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.values(
                        "list",
                        "Apply Dockerfile instruction to the created image",
                        "-c",
                        "--change"),
                Options.value("string", "Set commit message for imported image", "-m", "--message"),
                Options.value(
                        "string", "Say for which platform the image is: os[/arch]", "--platform"));
    }

    @Override
    public Operand operand() {
        return Operand.FILE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String source = operands.getFirst();
        boolean url = source.startsWith("https://") || source.startsWith("http://");
        Content content =
                url
                        ? NOTHING
                        : source.equals("-") ? InputFile.of(session.in()) : InputFile.of(source);
        String reference = operands.size() > 1 ? operands.get(1) : "";
        if (!reference.isEmpty()) {
            Names.parse(reference);
        }
        String platform =
                Options.isGiven(options, "--platform")
                        ? Options.text(options, "--platform")
                        : Platforms.preset(session.environment());
        ImageCalls.Import image =
                new ImageCalls.Import(
                        url ? source : "-",
                        reference,
                        Options.text(options, "--message"),
                        Options.texts(options, "--change"),
                        platform.toLowerCase(Locale.ROOT));
        ProgressView view = Progress.on(session.out(), session);
        try {
            session.images().make(image, content, view);
        } finally {
            view.end();
        }
        return ExitCode.DONE;
    }
}
