package dev.varve.cli.image;

import dev.varve.cli.command.Credentials;
import dev.varve.cli.command.Failures;
import dev.varve.cli.command.Given;
import dev.varve.cli.command.Names;
import dev.varve.cli.command.Option;
import dev.varve.cli.command.Options;
import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Progress;
import dev.varve.cli.command.Session;
import dev.varve.cli.command.Verb;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressView;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// `image pull`, of several names one after the other. A name that fails does not stop the next.
public final class PullVerb implements Verb {
    private static final String ALL_TAGS = "--all-tags";
    private static final String POLICY = "--policy";

    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "pull",
                List.of("image pull", "pull"),
                "NAME[:TAG|@DIGEST] [NAME[:TAG|@DIGEST]...]",
                1,
                Integer.MAX_VALUE,
                "Download one or more images from a registry");
    }

    @Override
    public List<Option> options() {
        return List.of(
                Options.flag("Download all tagged images in the repository", "-a", ALL_TAGS),
                Options.noTrust(),
                Options.value(
                        "string",
                        "Choose the platform of an image that has several: os[/arch[/variant]]",
                        "--platform"),
                Options.value(
                        "string",
                        "When to ask the registry: always, missing, newer (a registry that cannot"
                                + " be reached is no failure if the image is here) or never",
                        POLICY),
                Options.flag("Suppress verbose output", "-q", "--quiet"));
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        PullPolicy policy = PullPolicy.of(Options.text(options, POLICY));
        Credentials.warnOfTrust(options, session);
        Failures failures = new Failures();
        for (String operand : operands) {
            try {
                pull(operand, policy, options, session);
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        session.out().flush();
        failures.print(session.err());
        return failures.code();
    }

    private static void pull(String operand, PullPolicy policy, Given options, Session session)
            throws Output.Closed {
        Output out = session.out();
        boolean quiet = Options.isSet(options, "--quiet");
        boolean all = Options.isSet(options, ALL_TAGS);
        Reference name = Names.parse(operand);
        if (all) {
            Names.requireNoTag(name);
        } else if (name.isNameOnly()) {
            name = name.withDefaultTag();
            if (!quiet) {
                out.line("Using default tag: latest");
                out.flush();
            }
        }
        String platform =
                Options.isGiven(options, "--platform")
                        ? Options.text(options, "--platform")
                        : Platforms.preset(session.environment());
        if (!all && policy.mayDoWithout() && policy.isSatisfied(name, platform, session)) {
            out.line(Escaped.line(name.toString()));
            return;
        }
        String auth = Credentials.header(name.domain(), session);
        ProgressView view = quiet ? ProgressView.silent() : Progress.on(out, session);
        try {
            session.images()
                    .pull(
                            name.repository(),
                            all ? "" : tag(name),
                            name.digest().isPresent() ? name.tag().orElse("") : "",
                            platform.toLowerCase(Locale.ROOT),
                            auth,
                            view);
        } catch (Failure failure) {
            if (all || !policy.forgives(failure, name, platform, session)) {
                throw failure;
            }
        } finally {
            view.end();
        }
        out.line(Escaped.line(name.toString()));
        out.flush();
    }

    private static String tag(Reference name) {
        return name.digest().map(Digest::toString).orElseGet(() -> name.tag().orElseThrow());
    }
}
