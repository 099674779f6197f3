package dev.varve.cli.container;

import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Inspection;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.shape.ContainerShape;
import dev.varve.cli.template.StructType;

import java.io.IOException;
import java.util.List;

/// `container inspect`: what there is first, then what is missing.
public final class ContainerInspectVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "inspect",
                List.of(),
                "CONTAINER [CONTAINER...]",
                1,
                Integer.MAX_VALUE,
                "Display detailed information on one or more containers");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", Options.INSPECT_FORMAT_TEXT, "-f", "--format"),
                Options.flag("Display total file sizes", "-s", "--size"));
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Inspection inspection = new Inspection(Options.text(options, "--format"));
        boolean size = Options.isSet(options, "--size");
        StructType type = ContainerShape.type();
        Failures failures = new Failures();
        for (String container : operands) {
            try {
                inspection.add(session.containers().inspect(container, size), type);
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
