package dev.varve.cli.image;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Inspection;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.shape.ImageShape;
import dev.varve.cli.template.StructType;

import java.io.IOException;
import java.util.List;

/// `image inspect`: what there is first, then what is missing.
public final class ImageInspectVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "inspect",
                List.of(),
                "IMAGE [IMAGE...]",
                1,
                Integer.MAX_VALUE,
                "Display detailed information on one or more images");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", Options.INSPECT_FORMAT_TEXT, "-f", "--format"),
                Options.value(
                        "string",
                        "Inspect the image of this platform: os[/arch[/variant]]",
                        "--platform"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Inspection inspection = new Inspection(Options.text(options, "--format"));
        String platform = Platforms.json(Options.text(options, "--platform"));
        StructType type = ImageShape.type();
        Failures failures = new Failures();
        for (String image : operands) {
            try {
                inspection.add(session.images().inspect(image, platform), type);
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        inspection.print(session.out());
        session.out().flush();
        failures.print(session.err());
        return failures.code();
    }
}
