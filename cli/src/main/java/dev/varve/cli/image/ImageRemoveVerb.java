package dev.varve.cli.image;

import dev.varve.api.DeleteItem;
import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `image rm`: goes on after a failure and tells all of them at the end.
public final class ImageRemoveVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "rm",
                List.of("image rm", "image remove", "rmi"),
                "IMAGE [IMAGE...]",
                1,
                Integer.MAX_VALUE,
                "Remove one or more images");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Force removal of the image", "-f", "--force"),
                Options.flag("Do not delete untagged parents", "--no-prune"),
                Options.values(
                        "strings",
                        "Remove only the image of this platform: os[/arch[/variant]]",
                        "--platform"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        boolean force = Options.isSet(options, "--force");
        boolean keepParents = Options.isSet(options, "--no-prune");
        List<String> platforms = new ArrayList<>();
        for (String given : Options.texts(options, "--platform")) {
            for (String platform : given.split(",")) {
                platforms.add(Platforms.json(platform));
            }
        }
        Failures failures = new Failures();
        for (String image : operands) {
            try {
                for (DeleteItem item :
                        session.images().remove(image, force, keepParents, platforms)) {
                    session.out()
                            .line(
                                    switch (item) {
                                        case DeleteItem.Untagged(String reference) ->
                                                "Untagged: " + Escaped.line(reference);
                                        case DeleteItem.Deleted(String id) ->
                                                "Deleted: " + Escaped.line(id);
                                    });
                }
                session.out().flush();
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        failures.print(session.err());
        return force && failures.areAll(ExitCode.NOT_FOUND) ? ExitCode.DONE : failures.code();
    }
}
