package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

/// Checks the names that docker's client checks before it asks the daemon.
final class Names {
    private Names() {}

    static Reference parse(String name) {
        try {
            return ReferenceParser.parseNormalized(name);
        } catch (InvalidArgument e) {
            throw new Failure(ExitCode.USAGE, e.getMessage() + ": \"" + name + "\"", e);
        }
    }

    /// The first operand of `tag`: a name or an image ID.
    static void requireSource(String source) {
        try {
            ReferenceParser.parseAny(source);
        } catch (InvalidArgument e) {
            throw notATag(source, e);
        }
    }

    /// The second operand of `tag`.
    static Reference parseTarget(String target) {
        Reference reference;
        try {
            reference = ReferenceParser.parseNormalized(target);
        } catch (InvalidArgument e) {
            throw notATag(target, e);
        }
        try {
            ReferenceParser.requireTaggable(reference);
        } catch (InvalidArgument e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
        return reference.withDefaultTag();
    }

    private static Failure notATag(String name, InvalidArgument cause) {
        return new Failure(
                ExitCode.USAGE,
                "error parsing reference: \""
                        + name
                        + "\" is not a valid repository/tag: "
                        + cause.getMessage(),
                cause);
    }
}
