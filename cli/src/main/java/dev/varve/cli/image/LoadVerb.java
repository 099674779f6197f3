package dev.varve.cli.image;

import dev.varve.cli.client.Content;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.InputFile;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Progress;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.copy.DirectoryArchive;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.ProgressView;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `image load`.
public final class LoadVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "load",
                List.of("image load", "load"),
                "",
                0,
                0,
                "Load an image from a tar archive or STDIN");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value(
                        "string",
                        "Read from tar archive file or image layout directory, instead of STDIN",
                        "-i",
                        "--input"),
                Options.value(
                        "string",
                        "Load only the image of this platform: os[/arch[/variant]]",
                        "--platform"),
                Options.flag("Suppress the load output", "-q", "--quiet"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Content archive = archive(Options.text(options, "--input"), session);
        boolean quiet = Options.isSet(options, "--quiet") || !session.out().isTerminal();
        String platform = Platforms.json(Options.text(options, "--platform"));
        ProgressView view = Progress.on(session.out(), session);
        try {
            session.images().load(archive, quiet, platform, view);
        } finally {
            view.end();
        }
        return ExitCode.DONE;
    }

    private static Content archive(String file, Session session) {
        if (!file.isEmpty() && Files.isDirectory(Path.of(file))) {
            return DirectoryArchive.of(Path.of(file));
        }
        if (!file.isEmpty()) {
            return InputFile.of(file);
        }
        if (session.in().isTerminal()) {
            throw new Failure(ExitCode.USAGE, "requested load from stdin, but stdin is empty");
        }
        return InputFile.of(session.in());
    }
}
