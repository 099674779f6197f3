package dev.varve.cli.container;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.OutputFile;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;

import java.io.IOException;
import java.util.List;

/// `container export`.
public final class ExportVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "export",
                List.of("container export", "export"),
                "CONTAINER",
                1,
                1,
                "Export a container's filesystem as a tar archive");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", "Write to a file, instead of STDOUT", "-o", "--output"));
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        OutputFile.write(
                Options.text(options, "--output"),
                "failed to export container",
                session,
                target -> session.containers().export(operands.getFirst(), target));
        return ExitCode.DONE;
    }
}
