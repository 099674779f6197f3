package dev.varve.cli.command;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.reference.Reference;
import dev.varve.reference.ReferenceParser;

import java.util.Optional;

/// Names and IDs: checked as docker's client does before it asks the daemon, and shortened.
public final class Names {
    private Names() {}

    public static Reference parse(String name) {
        try {
            return ReferenceParser.parseNormalized(name);
        } catch (InvalidArgument e) {
            throw new Failure(ExitCode.USAGE, e.getMessage() + ": \"" + name + "\"", e);
        }
    }

    /// A name; nothing for a whole image ID.
    public static Optional<Reference> parseNameOrId(String image) {
        if (image.matches("(sha256:)?[0-9a-f]{64}")) {
            return Optional.empty();
        }
        return Optional.of(parse(image));
    }

    /// For `--all-tags`, which takes a name alone.
    public static void requireNoTag(Reference name) {
        if (!name.isNameOnly()) {
            throw new Failure(ExitCode.USAGE, "tag can't be used with --all-tags/-a");
        }
    }

    /// The first operand of `tag`: a name or an image ID.
    public static void requireSource(String source) {
        try {
            ReferenceParser.parseAny(source);
        } catch (InvalidArgument e) {
            throw notATag(source, e);
        }
    }

    /// The second operand of `tag`.
    public static Reference parseTarget(String target) {
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

    /// An image's name without its digest: with its tag where it has one.
    public static String withoutDigest(String image) {
        try {
            Reference reference = ReferenceParser.parseNormalized(image);
            return new Reference(
                            reference.domain(), reference.path(), reference.tag(), Optional.empty())
                    .familiar();
        } catch (InvalidArgument e) {
            return image;
        }
    }

    /// Twelve digits of an ID, without the algorithm.
    public static String shortId(String id) {
        String hex = id.substring(id.indexOf(':') + 1);
        return hex.length() > 12 ? hex.substring(0, 12) : hex;
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
