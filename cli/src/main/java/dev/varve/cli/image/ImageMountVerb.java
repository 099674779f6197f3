package dev.varve.cli.image;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Rows;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.template.Fields;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/// `image mount`: prints where the tree of an image is, or what is mounted.
public final class ImageMountVerb implements Verb {
    private static final String DEFAULT = "table {{.Repositories}}\\t{{.ID}}\\t{{.Mountpoint}}";

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "mount",
                List.of(),
                "[IMAGE...]",
                0,
                Integer.MAX_VALUE,
                "Mount one or more images for reading and print where, or list those mounted");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", Options.FORMAT_TEXT, "--format"),
                Options.flag("Don't truncate output", "--no-trunc"));
    }

    @Override
    public String description() {
        return synopsis().summary()
                + ".\n\n"
                + "Nobody can write in a mounted image, and it is in use until it is unmounted.";
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        if (operands.isEmpty()) {
            list(options, session);
            return ExitCode.DONE;
        }
        if (Options.isGiven(options, "--format")) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--format is for the list, which is shown when no image is given");
        }
        Failures failures = new Failures();
        for (String image : operands) {
            try {
                session.out().verbatim(session.images().mount(image) + "\n");
                session.out().flush();
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        failures.print(session.err());
        return failures.code();
    }

    private static void list(Given options, Session session) throws IOException {
        String format = Options.text(options, "--format");
        boolean usual = format.isEmpty() || format.equals(Rows.TABLE);
        boolean cut = usual && !Options.isSet(options, "--no-trunc");
        List<Fields> lines =
                session.images().mounts().stream()
                        .map((Map<?, ?> mount) -> (Fields) new MountLine(mount, cut))
                        .toList();
        Rows.print(session.out(), usual ? DEFAULT : format, MountLine.HEADERS, lines);
    }
}
