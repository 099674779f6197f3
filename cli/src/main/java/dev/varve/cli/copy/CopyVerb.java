package dev.varve.cli.copy;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.util.List;

/// `container cp`, in either direction.
public final class CopyVerb implements Verb {
    /// @param container "" for the local file system
    private record Place(String container, String path) {
        /// `container:path`; a local path with a colon is written with a `/` or `.` at its start.
        static Place of(String operand) {
            int colon = operand.indexOf(':');
            if (colon < 0 || operand.startsWith("/") || operand.startsWith(".")) {
                return new Place("", operand);
            }
            return new Place(operand.substring(0, colon), operand.substring(colon + 1));
        }
    }

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "cp",
                List.of("container cp", "cp"),
                "CONTAINER:SRC_PATH DEST_PATH|-\n"
                        + "\tvarve cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH",
                2,
                2,
                "Copy files/folders between a container and the local filesystem");
    }

    @Override
    public String description() {
        return synopsis().summary()
                + "\n\nUse '-' as the source to read a tar archive from stdin\n"
                + "and extract it to a directory destination in a container.\n"
                + "Use '-' as the destination to stream a tar archive of a\n"
                + "container source to stdout.";
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Archive mode (copy all uid/gid information)", "-a", "--archive"),
                Options.flag("Always follow symbol link in SRC_PATH", "-L", "--follow-link"),
                Options.flag(
                        "Suppress progress output during copy. Progress output is automatically"
                                + " suppressed if no terminal is attached",
                        "-q",
                        "--quiet"));
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER_OR_FILE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        if (operands.getFirst().isEmpty()) {
            throw new Failure(ExitCode.USAGE, "source can not be empty");
        }
        if (operands.get(1).isEmpty()) {
            throw new Failure(ExitCode.USAGE, "destination can not be empty");
        }
        Place source = Place.of(operands.getFirst());
        Place destination = Place.of(operands.get(1));
        boolean quiet =
                Options.isGiven(options, "--quiet")
                        ? Options.isSet(options, "--quiet")
                        : !session.out().isTerminal();
        boolean followLink = Options.isSet(options, "--follow-link");
        if (source.container().isEmpty() && destination.container().isEmpty()) {
            throw new Failure(ExitCode.USAGE, "must specify at least one container source");
        }
        if (!source.container().isEmpty() && !destination.container().isEmpty()) {
            throw new Failure(ExitCode.USAGE, "copying between containers is not supported");
        }
        if (destination.container().isEmpty()) {
            new CopyFrom(session, source.container(), followLink, quiet)
                    .copy(source.path(), destination.path());
        } else {
            boolean owners = Options.isSet(options, "--archive");
            new CopyTo(session, destination.container(), followLink, owners, quiet)
                    .copy(source.path(), destination.path());
        }
        return ExitCode.DONE;
    }
}
