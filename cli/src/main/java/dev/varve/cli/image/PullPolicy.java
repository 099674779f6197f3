package dev.varve.cli.image;

import dev.varve.cli.command.Platforms;
import dev.varve.cli.command.Session;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.cli.output.Escaped;
import dev.varve.cli.output.Output;
import dev.varve.reference.Reference;

/// When `image pull` asks the registry.
enum PullPolicy {
    ALWAYS,
    MISSING,
    NEWER,
    NEVER;

    static PullPolicy of(String text) {
        return switch (text) {
            case "", "always" -> ALWAYS;
            case "missing" -> MISSING;
            case "newer" -> NEWER;
            case "never" -> NEVER;
            default ->
                    throw new Failure(
                            ExitCode.USAGE,
                            "invalid pull policy: '"
                                    + text
                                    + "': must be one of \"always\", \"missing\", \"newer\" or"
                                    + " \"never\"");
        };
    }

    /// Whether the registry need not be asked when the image is here.
    boolean mayDoWithout() {
        return this == MISSING || this == NEVER;
    }

    /// Whether there is nothing left to do, as the image is here.
    ///
    /// @throws Failure for [#NEVER] when it is not
    boolean isSatisfied(Reference name, String platform, Session session) {
        try {
            session.images().inspect(name.familiar(), Platforms.json(platform));
            return true;
        } catch (Failure failure) {
            if (this == MISSING && failure.code() == ExitCode.NOT_FOUND) {
                return false;
            }
            throw failure;
        }
    }

    /// Whether an image that is here makes up for a registry that cannot be reached.
    boolean forgives(Failure failure, Reference name, String platform, Session session)
            throws Output.Closed {
        if (this != NEWER
                || failure.code() != ExitCode.NETWORK
                || !isHere(name, platform, session)) {
            return false;
        }
        session.err()
                .line(
                        "WARNING: cannot ask for a newer "
                                + Escaped.line(name.familiar())
                                + ", the one that is here is kept: "
                                + Escaped.line(failure.text()));
        session.err().flush();
        return true;
    }

    private static boolean isHere(Reference name, String platform, Session session) {
        try {
            session.images().inspect(name.familiar(), Platforms.json(platform));
            return true;
        } catch (Failure failure) {
            return false;
        }
    }
}
