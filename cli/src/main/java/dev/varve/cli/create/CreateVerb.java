package dev.varve.cli.create;

import dev.varve.cli.client.ContainerCalls.Created;
import dev.varve.cli.command.Credentials;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `container create`: pulls the image where it is missing, as docker does, and prints the ID.
public final class CreateVerb implements Verb {
    @Override
    public Synopsis synopsis() {
        return new Synopsis(
                "create",
                List.of("container create", "create"),
                "IMAGE [COMMAND] [ARG...]",
                1,
                Integer.MAX_VALUE,
                "Create a new container");
    }

    @Override
    public List<Option> options() {
        List<Option> options = new ArrayList<>();
        for (CreateFlag flag : CreateFlags.all()) {
            options.add(flag.option());
        }
        return options;
    }

    @Override
    public boolean optionsEndAtOperand() {
        return true;
    }

    @Override
    public Operand operand() {
        return Operand.IMAGE;
    }

    @Override
    public ExitCode run(Given options, List<String> operands, Session session) throws IOException {
        String pull = Options.text(options, "--pull");
        if (!List.of("", "always", "missing", "never").contains(pull)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "invalid pull option: '"
                            + pull
                            + "': must be one of \"always\", \"missing\" or \"never\"");
        }
        Credentials.warnOfTrust(options, session);
        String image = operands.getFirst();
        String body =
                CreateBody.of(
                        options,
                        image,
                        operands.subList(1, operands.size()),
                        session.environment());
        Optional<Reference> name = Names.parseNameOrId(image);
        String platform =
                Options.isGiven(options, "--platform")
                        ? Options.text(options, "--platform")
                        : Platforms.preset(session.environment());
        CidFile cidFile = CidFile.reserve(Options.text(options, "--cidfile"));
        try (cidFile) {
            Puller puller = new Puller(name, platform, options, session);
            if (pull.equals("always")) {
                puller.pull();
            }
            boolean mayPull = name.isPresent() && (pull.isEmpty() || pull.equals("missing"));
            Created created =
                    create(
                            Options.text(options, "--name"),
                            Platforms.normalized(platform),
                            body,
                            mayPull ? Optional.of(puller) : Optional.empty(),
                            session);
            for (String warning : created.warnings()) {
                session.err().line("WARNING: " + Escaped.line(warning));
            }
            cidFile.write(created.id());
            session.out().line(Escaped.line(created.id()));
        }
        return ExitCode.DONE;
    }

    private static Created create(
            String name, String platform, String body, Optional<Puller> puller, Session session)
            throws Output.Closed {
        try {
            return session.containers().create(name, platform, body);
        } catch (Failure failure) {
            if (failure.code() != ExitCode.NOT_FOUND || puller.isEmpty()) {
                throw failure;
            }
            puller.get().tellMissing();
            puller.get().pull();
            return session.containers().create(name, platform, body);
        }
    }

    /// Pulls the container's image. What it tells goes to stderr, as stdout is for the ID.
    private record Puller(
            Optional<Reference> name, String platform, Given options, Session session) {
        void tellMissing() throws Output.Closed {
            if (!Options.isSet(options, "--quiet")) {
                String shown = name.orElseThrow().withDefaultTag().familiar();
                session.err().line("Unable to find image '" + Escaped.line(shown) + "' locally");
                session.err().flush();
            }
        }

        void pull() throws Output.Closed {
            if (name.isEmpty()) {
                return;
            }
            Reference image = name.get().withDefaultTag();
            String auth = Credentials.header(image.domain(), session);
            ProgressView view =
                    Options.isSet(options, "--quiet")
                            ? ProgressView.silent()
                            : Progress.on(session.err(), session);
            try {
                String tag =
                        image.digest()
                                .map(Digest::toString)
                                .orElseGet(() -> image.tag().orElseThrow());
                session.images()
                        .pull(
                                image.repository(),
                                tag,
                                platform.toLowerCase(Locale.ROOT),
                                auth,
                                view);
            } finally {
                view.end();
            }
        }
    }
}
