package dev.varve.cli.image;

import static dev.varve.cli.json.JsonFields.text;

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

/// `image unmount`.
public final class ImageUnmountVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "unmount",
                List.of("image unmount", "image umount"),
                "[IMAGE...]",
                0,
                Integer.MAX_VALUE,
                "Unmount one or more images");
    }

    @Override
    public List<Option> options() {
        return List.of(Options.flag("Unmount all that are mounted", "-a", "--all"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        boolean all = Options.isSet(options, "--all");
        if (all != operands.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "give either images to unmount or --all");
        }
        List<String> images =
                all
                        ? session.images().mounts().stream()
                                .map(mount -> text(mount.get("Id")))
                                .toList()
                        : operands;
        Failures failures = new Failures();
        for (String image : images) {
            try {
                session.images().unmount(image);
                session.out().line(Escaped.line(image));
                session.out().flush();
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        failures.print(session.err());
        return failures.code();
    }
}
