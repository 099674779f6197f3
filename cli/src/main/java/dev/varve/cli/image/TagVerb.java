package dev.varve.cli.image;

import dev.varve.cli.command.Given;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.reference.Reference;

import java.util.List;

/// `image tag`.
public final class TagVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "tag",
                List.of("image tag", "tag"),
                "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
                2,
                2,
                "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE");
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) {
        Names.requireSource(operands.getFirst());
        Reference target = Names.parseTarget(operands.get(1));
        session.images().tag(operands.getFirst(), target.repository(), target.tag().orElseThrow());
        return ExitCode.DONE;
    }
}
