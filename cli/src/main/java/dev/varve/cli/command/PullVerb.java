package dev.varve.cli.command;

import dev.varve.cli.client.RegistryAuth;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.cli.output.ProgressBars;
import dev.varve.cli.output.ProgressLines;
import dev.varve.cli.output.ProgressView;
import dev.varve.cli.output.Terminal;
import dev.varve.oci.Digest;
import dev.varve.reference.Reference;

import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// `image pull`, of several names one after the other. A name that fails does not stop the next.
final class PullVerb implements Verb {
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
    public List<OptionSpec> options() {
        return List.of(
                Options.value(
                        "string",
                        "Choose the platform of an image that has several: os[/arch[/variant]]",
                        "--platform"),
                Options.flag("Suppress verbose output", "-q", "--quiet"));
    }

    @Override
    public ExitCode run(ParseResult options, List<String> operands, Session session)
            throws IOException {
        boolean quiet = Options.isSet(options, "--quiet");
        String platform = Options.text(options, "--platform");
        Failures failures = new Failures();
        for (String operand : operands) {
            try {
                pull(operand, platform, quiet, session);
            } catch (Failure failure) {
                failures.add(failure);
            }
        }
        session.out().flush();
        failures.print(session.err());
        return failures.code();
    }

    private static void pull(String operand, String platform, boolean quiet, Session session)
            throws Output.Closed {
        Output out = session.out();
        Reference typed = Names.parse(operand);
        if (typed.isNameOnly() && !quiet) {
            out.line("Using default tag: latest");
            out.flush();
        }
        Reference name = typed.withDefaultTag();
        String auth = auth(name.domain(), session);
        ProgressView view =
                quiet
                        ? ProgressView.silent()
                        : out.isTerminal()
                                ? new ProgressBars(
                                        out,
                                        Terminal.columns(session.environment()),
                                        System::nanoTime)
                                : new ProgressLines(out);
        try {
            String tag =
                    name.digest().map(Digest::toString).orElseGet(() -> name.tag().orElseThrow());
            session.client().pull(name.repository(), tag, platform, auth, view);
        } finally {
            view.end();
        }
        out.line(Escaped.line(name.toString()));
        out.flush();
    }

    private static String auth(String domain, Session session) throws Output.Closed {
        List<String> warnings = new ArrayList<>();
        String auth = new RegistryAuth(session.environment(), warnings::add).header(domain);
        for (String warning : warnings) {
            session.err().line("WARNING: " + Escaped.line(warning));
        }
        session.err().flush();
        return auth;
    }
}
