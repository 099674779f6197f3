package dev.varve.cli.container;

import dev.varve.cli.client.ContainerCalls;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.reference.Reference;

import java.io.IOException;
import java.util.List;

/// `container commit`.
public final class CommitVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "commit",
                List.of("container commit", "commit"),
                "CONTAINER [REPOSITORY[:TAG]]",
                1,
                2,
                "Create a new image from a container's changes");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value(
                        "string",
                        "Author (e.g., \"John Hannibal Smith <hannibal@a-team.com>\")",
                        "-a",
                        "--author"),
                Options.values(
                        "list",
                        "Apply Dockerfile instruction to the created image",
                        "-c",
                        "--change"),
                Options.value("string", "Commit message", "-m", "--message"),
                Options.flag(
                        "Accepted for scripts: nothing runs that could be paused (default true)",
                        "-p",
                        "--pause"));
    }

    @Override
    public boolean optionsEndAtOperand() {
        return true;
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String repository = "";
        String tag = "";
        if (operands.size() > 1 && !operands.get(1).isEmpty()) {
            Reference name = Names.parse(operands.get(1));
            if (name.digest().isPresent()) {
                throw new Failure(
                        ExitCode.USAGE, "refusing to create a tag with a digest reference");
            }
            repository = name.repository();
            tag = name.withDefaultTag().tag().orElseThrow();
        }
        boolean pause = !Options.isGiven(options, "--pause") || Options.isSet(options, "--pause");
        String id =
                session.containers()
                        .commit(
                                new ContainerCalls.Commit(
                                        operands.getFirst(),
                                        repository,
                                        tag,
                                        Options.text(options, "--message"),
                                        Options.text(options, "--author"),
                                        Options.texts(options, "--change"),
                                        pause));
        session.out().line(Escaped.line(id));
        return ExitCode.DONE;
    }
}
