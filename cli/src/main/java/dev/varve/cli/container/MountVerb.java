package dev.varve.cli.container;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
    public List<Option> options() {
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
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Failures failures = new Failures();
        for (String container : operands) {
            try {
                String path = session.containers().mount(container);
                session.out().verbatim(path + "\n");
                session.out().flush();
                if (isElsewhere(Path.of(path))) {
                    session.err()
                            .line(
                                    "note: the daemon runs without root and mounts where only its"
                                            + " user namespace sees it; enter that with \"varve"
                                            + " unshare\"");
                }
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        failures.print(session.err());
        return failures.code();
    }

    /// Whether a directory of that name is here, but without what the daemon sees in it.
    private static boolean isElsewhere(Path path) throws IOException {
        if (!Files.isReadable(path)) {
            return false;
        }
        try (DirectoryStream<Path> names = Files.newDirectoryStream(path)) {
            return path.endsWith("merged") && !names.iterator().hasNext();
        }
    }
}
