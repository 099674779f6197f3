package dev.varve.cli.container;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.util.List;

/// `container rename`.
public final class RenameVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "rename",
                List.of("container rename", "rename"),
                "CONTAINER NEW_NAME",
                2,
                2,
                "Rename a container");
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) {
        String container = operands.getFirst().strip();
        String name = operands.get(1).strip();
        if (container.isEmpty() || name.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "Error: Neither old nor new names may be empty");
        }
        try {
            session.containers().rename(container, name);
        } catch (Failure failure) {
            throw new Failure(
                    failure.code(),
                    failure.text() + "\nError: failed to rename container named " + container,
                    failure);
        }
        return ExitCode.DONE;
    }
}
