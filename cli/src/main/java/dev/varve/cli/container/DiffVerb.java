package dev.varve.cli.container;

import static dev.varve.cli.json.JsonFields.map;
import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.text;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `container diff`: a line for each path that was added, changed or deleted.
public final class DiffVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "diff",
                List.of("container diff", "diff"),
                "CONTAINER",
                1,
                1,
                "Inspect changes to files or directories on a container's filesystem");
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
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        if (operands.getFirst().isEmpty()) {
            throw new Failure(ExitCode.USAGE, "Container name cannot be empty");
        }
        for (Object element : session.containers().changes(operands.getFirst())) {
            Map<?, ?> change = map(element);
            session.out()
                    .verbatim(kind(number(change.get("Kind"))) + text(change.get("Path")) + "\n");
        }
        return ExitCode.DONE;
    }

    private static String kind(long number) {
        return switch ((int) number) {
            case 0 -> "C ";
            case 1 -> "A ";
            case 2 -> "D ";
            default -> " ";
        };
    }
}
