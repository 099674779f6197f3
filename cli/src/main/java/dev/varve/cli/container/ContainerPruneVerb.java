package dev.varve.cli.container;

import static dev.varve.cli.json.JsonFields.number;
import static dev.varve.cli.json.JsonFields.texts;

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
import java.util.Map;

/// `container prune`: asks first, unless told not to.
public final class ContainerPruneVerb implements Verb {
    private static final List<String> FILTERS = List.of("label", "label!", "until");

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "prune", List.of(), "", 0, 0, "Remove all containers that are not mounted");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.values(
                        "filter", "Provide filter values (e.g. \"until=<timestamp>\")", "--filter"),
                Options.flag("Do not prompt for confirmation", "-f", "--force"));
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        Filters filters = Filters.of(Options.texts(options, "--filter"));
        filters.requireKeys(FILTERS);
        filters.addConfigured(Configured.config(session).pruneFilters());
        Output out = session.out();
        if (!Options.isSet(options, "--force")) {
            out.print(
                    "WARNING! This will remove all stopped containers.\n"
                            + "Are you sure you want to continue? [y/N] ");
            out.flush();
            if (!session.in().confirmed()) {
                return ExitCode.DONE;
            }
        }
        Map<?, ?> report = session.containers().prune(filters.json());
        List<String> deleted = texts(report.get("ContainersDeleted"));
        if (!deleted.isEmpty()) {
            out.line("Deleted Containers:");
            for (String id : deleted) {
                out.line(Escaped.line(id));
            }
            out.line("");
        }
        long space = deleted.isEmpty() ? 0 : number(report.get("SpaceReclaimed"));
        out.line("Total reclaimed space: " + HumanSize.four(space));
        return ExitCode.DONE;
    }
}
