package dev.varve.cli.container;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.List;

/// `container mount`: prints where the root file system is.
public final class MountVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "mount",
                List.of(),
                "CONTAINER [CONTAINER...]",
                1,
                Integer.MAX_VALUE,
                "Mount the root file system of one or more containers and print where");
    }

    @Override
    public List<OptionSpec> options() {
        return List.of();
    }

    @Override
    public String description() {
        return synopsis().summary()
                + ".\n\nWhat it prints is a directory that chroot, runc, crun, bwrap or"
                + " systemd-nspawn can run.\nA mounted container is in use until it is unmounted.";
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER;
    }

    @Override
    public ExitCode run(ParseResult options, List<String> operands, Session session)
            throws IOException {
        Failures failures = new Failures();
        for (String container : operands) {
            try {
                session.out().verbatim(session.containers().mount(container) + "\n");
                session.out().flush();
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        failures.print(session.err());
        return failures.code();
    }
}
