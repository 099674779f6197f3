package dev.varve.cli.system;

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
import dev.varve.cli.shape.ImageShape;

import java.io.IOException;
import java.util.List;

/// `inspect` without a group: a container of that name, or an image.
public final class InspectVerb implements Verb {
    private static final List<String> TYPES =
            List.of(
                    "config",
                    "container",
                    "image",
                    "network",
                    "node",
                    "plugin",
                    "secret",
                    "service",
                    "task",
                    "volume");

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "inspect",
                List.of(),
                "NAME|ID [NAME|ID...]",
                1,
                Integer.MAX_VALUE,
                "Return low-level information on containers and images");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.value("string", Options.INSPECT_FORMAT_TEXT, "-f", "--format"),
                Options.flag("Display total file sizes if the type is container", "-s", "--size"),
                Options.value("string", "Only inspect objects of the given type", "--type"));
    }

    @Override
    public Operand operand() {
        return Operand.CONTAINER_OR_IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String type = type(options);
        boolean size = Options.isSet(options, "--size");
        Inspection inspection = new Inspection(Options.text(options, "--format"));
        Failures failures = new Failures();
        for (String operand : operands) {
            try {
                add(operand, type, size, inspection, session);
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        inspection.print(session.out());
        session.out().flush();
        failures.print(session.err());
        return failures.code();
    }

    private static String type(Given options) {
        String type = Options.text(options, "--type");
        String known = "must be one of \"" + String.join("\", \"", TYPES) + "\"";
        if (Options.isGiven(options, "--type") && type.isEmpty()) {
            throw new Failure(ExitCode.USAGE, "type is empty: " + known);
        }
        if (!type.isEmpty() && !TYPES.contains(type)) {
            throw new Failure(ExitCode.USAGE, "unknown type: \"" + type + "\": " + known);
        }
        return type;
    }

    private static void add(
            String name, String type, boolean size, Inspection inspection, Session session)
            throws IOException {
        if (type.isEmpty() || type.equals("container")) {
            try {
                inspection.add(session.containers().inspect(name, size), ContainerShape.type());
                return;
            } catch (Failure failure) {
                if (!type.isEmpty() || failure.code() != ExitCode.NOT_FOUND) {
                    throw failure;
                }
            }
        }
        if (type.isEmpty() || type.equals("image")) {
            try {
                String json = session.images().inspect(name, "");
                if (size) {
                    session.err().line("WARNING: --size ignored for image");
                }
                inspection.add(json, ImageShape.type());
                return;
            } catch (Failure failure) {
                if (!type.isEmpty() || !isAbsent(failure)) {
                    throw failure;
                }
            }
        }
        if (type.isEmpty()) {
            throw new Failure(ExitCode.NOT_FOUND, "Error: No such object: " + name);
        }
        throw new Failure(
                ExitCode.NOT_FOUND,
                "No such " + type + ": " + name + " (Varve has containers and images only)");
    }

    private static boolean isAbsent(Failure failure) {
        return failure.code() == ExitCode.NOT_FOUND
                || failure.text().contains("invalid reference format");
    }
}
