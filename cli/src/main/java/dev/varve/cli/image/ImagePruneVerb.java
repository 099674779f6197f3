package dev.varve.cli.image;

import dev.varve.api.DeleteItem;
import dev.varve.api.PruneResponse;
import dev.varve.cli.command.Configured;
import dev.varve.cli.command.Filters;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.HumanSize;
import dev.varve.cli.output.Output;

import java.io.IOException;
import java.util.List;

/// `image prune`: asks first, unless told not to.
public final class ImagePruneVerb implements Verb {
    private static final List<String> FILTERS = List.of("dangling", "label", "label!", "until");

    @Override
    public Synopsis synopsis() {
        return new Synopsis("prune", List.of(), "", 0, 0, "Remove unused images");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Remove all unused images, not just dangling ones", "-a", "--all"),
                Options.values(
                        "filter", "Provide filter values (e.g. \"until=<timestamp>\")", "--filter"),
                Options.flag("Do not prompt for confirmation", "-f", "--force"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        boolean all = Options.isSet(options, "--all");
        Filters filters = Filters.of(Options.texts(options, "--filter"));
        filters.requireKeys(FILTERS);
        filters.add("dangling", all ? "false" : "true");
        filters.addConfigured(Configured.config(session).pruneFilters());
        if (!Options.isSet(options, "--force") && !confirmed(all, session)) {
            return ExitCode.DONE;
        }
        PruneResponse report = session.images().prune(filters.json());
        Output out = session.out();
        if (!report.imagesDeleted().isEmpty()) {
            out.line("Deleted Images:");
            for (DeleteItem item : report.imagesDeleted()) {
                out.line(
                        switch (item) {
                            case DeleteItem.Untagged(String reference) ->
                                    "untagged: " + Escaped.line(reference);
                            case DeleteItem.Deleted(String id) -> "deleted: " + Escaped.line(id);
                        });
            }
            out.line("");
        }
        out.line("Total reclaimed space: " + HumanSize.four(report.spaceReclaimed()));
        return ExitCode.DONE;
    }

    private static boolean confirmed(boolean all, Session session) throws IOException {
        session.out()
                .print(
                        "WARNING! This will remove all "
                                + (all
                                        ? "images without at least one container associated to"
                                                + " them."
                                        : "dangling images.")
                                + "\nAre you sure you want to continue? [y/N] ");
        session.out().flush();
        return session.in().confirmed();
    }
}
