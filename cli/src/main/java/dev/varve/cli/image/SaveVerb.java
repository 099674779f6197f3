package dev.varve.cli.image;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.OutputFile;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/// `image save`.
public final class SaveVerb implements Verb {
    private static final Set<String> COMPRESSIONS = Set.of("", "gzip", "zstd");

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "save",
                List.of("image save", "save"),
                "IMAGE [IMAGE...]",
                1,
                Integer.MAX_VALUE,
                "Save one or more images to a tar archive (streamed to STDOUT by default)");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", "Compress the archive: gzip or zstd", "--compress"),
                Options.value("string", "Write to a file, instead of STDOUT", "-o", "--output"),
                Options.value(
                        "string",
                        "Save only the image of this platform: os[/arch[/variant]]",
                        "--platform"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String platform = Platforms.json(Options.text(options, "--platform"));
        String compression = Options.text(options, "--compress");
        if (!COMPRESSIONS.contains(compression)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid compression "
                            + Escaped.line(compression)
                            + ": --compress takes gzip or zstd");
        }
        OutputFile.write(
                Options.text(options, "--output"),
                "failed to save image",
                session,
                target -> {
                    if (!compression.isEmpty()) {
                        session.images().saveCompressed(operands, platform, compression, target);
                        return;
                    }
                    TailWatch watch = new TailWatch(target);
                    session.images().save(operands, platform, watch);
                    watch.end();
                });
        return ExitCode.DONE;
    }
}
