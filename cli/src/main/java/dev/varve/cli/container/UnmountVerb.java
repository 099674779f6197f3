package dev.varve.cli.container;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;

import java.io.IOException;
import java.util.List;

/// `container unmount`.
public final class UnmountVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "unmount",
                List.of("container unmount", "container umount"),
                "CONTAINER [CONTAINER...]",
                1,
                Integer.MAX_VALUE,
                "Unmount the root file system of one or more containers");
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
        Failures failures = new Failures();
        for (String container : operands) {
            try {
                session.containers().unmount(container);
                session.out().line(Escaped.line(container));
                session.out().flush();
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        failures.print(session.err());
        return failures.code();
    }
}
