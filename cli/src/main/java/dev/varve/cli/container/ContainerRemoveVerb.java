package dev.varve.cli.container;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;

import java.io.IOException;
import java.util.List;

/// `container rm`: goes on after a failure and tells all of them at the end.
public final class ContainerRemoveVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "rm",
                List.of("container rm", "container remove", "rm"),
                "CONTAINER [CONTAINER...]",
                1,
                Integer.MAX_VALUE,
                "Remove one or more containers");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Unmount and remove a container that is mounted", "-f", "--force"),
                Options.flag("Remove the specified link", "-l", "--link"),
                Options.flag(
                        "Remove anonymous volumes associated with the container",
                        "-v",
                        "--volumes"));
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        boolean force = Options.isSet(options, "--force");
        boolean link = Options.isSet(options, "--link");
        boolean volumes = Options.isSet(options, "--volumes");
        Failures failures = new Failures();
        for (String container : operands) {
            try {
                session.containers().remove(name(container), force, link, volumes);
                session.out().line(Escaped.line(container));
                session.out().flush();
            } catch (Failure failure) {
                if (force && failure.code() == ExitCode.NOT_FOUND) {
                    session.err().line(Escaped.lines(failure.text()));
                } else {
                    failures.add(failure);
                }
            }
        }
        failures.print(session.err());
        return failures.code();
    }

    private static String name(String operand) {
        int from = 0;
        int to = operand.length();
        while (from < to && operand.charAt(from) == '/') {
            from++;
        }
        while (to > from && operand.charAt(to - 1) == '/') {
            to--;
        }
        if (from == to) {
            throw new Failure(ExitCode.USAGE, "container name cannot be empty");
        }
        return operand.substring(from, to);
    }
}
