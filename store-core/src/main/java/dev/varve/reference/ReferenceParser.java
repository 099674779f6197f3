package dev.varve.reference;

import dev.varve.error.StoreException.Denied;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Digest;

import java.util.Optional;

/// Makes references of what users, clients and archives write. Whatever does not fit the grammar is
/// [InvalidArgument] with docker's text.
public final class ReferenceParser {
    private static final int MAX_PATH = 255;

    private ReferenceParser() {}

    /// Parses a name in short or long form.
    public static Reference parseNormalized(String text) {
        if (Grammar.isIdentifier(text)) {
            throw new InvalidArgument(
                    "invalid repository name ("
                            + text
                            + "), cannot specify 64-byte hexadecimal strings");
        }
        Split split = split(text);
        int colon = split.remainder.indexOf(':');
        String remote = colon < 0 ? split.remainder : split.remainder.substring(0, colon);
        if (!isLowerCase(remote)) {
            throw new InvalidArgument(
                    "invalid reference format: repository name ("
                            + printable(remote)
                            + ") must be lowercase");
        }
        return parse(split.domain + "/" + split.remainder);
    }

    /// Parses a full image ID, with or without its algorithm, or else a name.
    public static ParsedName parseAny(String text) {
        if (Grammar.isIdentifier(text)) {
            return new ParsedName.ById(new Digest("sha256", text));
        }
        Optional<Digest> digest = digest(text);
        return digest.isPresent()
                ? new ParsedName.ById(digest.get())
                : new ParsedName.ByName(parseNormalized(text));
    }

    /// Joins the `repo` and `tag` values of a request to tag, import or commit. Empty when there is
    /// no `repo`.
    public static Optional<Reference> parseForm(String repo, String tag) {
        if (repo.isEmpty()) {
            return Optional.empty();
        }
        Reference reference = parseNormalized(repo);
        if (reference.digest().isPresent()) {
            throw new InvalidArgument("cannot import digest reference");
        }
        return Optional.of(tag.isEmpty() ? reference.withDefaultTag() : reference.withTag(tag));
    }

    /// Joins the `fromImage` and `tag` values of a request to pull. Without tag and digest the
    /// result means every tag of the repository.
    public static Reference parsePull(String fromImage, String tag) {
        String name =
                fromImage.endsWith(":")
                        ? fromImage.substring(0, fromImage.length() - 1)
                        : fromImage;
        Reference reference = parseNormalized(name);
        if (!tag.isEmpty()) {
            Optional<Digest> digest = digest(tag);
            reference =
                    digest.isPresent()
                            ? reference.nameOnly().withDigest(digest.get())
                            : reference.withTag(tag);
        }
        if (reference.familiarName().equals("scratch")) {
            throw new Denied("'scratch' is a reserved name");
        }
        return reference;
    }

    /// Refuses what may not be set as a tag by hand: digest references, and the repository `sha256`
    /// whose tags would look like image IDs.
    public static void requireTaggable(Reference reference) {
        if (reference.digest().isPresent()) {
            throw new InvalidArgument("refusing to create a tag with a digest reference");
        }
        if (reference.familiarName().equals("sha256")) {
            throw new InvalidArgument(
                    "refusing to create an ambiguous tag using digest algorithm as name");
        }
    }

    /// Whether the first part of a name with a `/` is a registry's host.
    static boolean readsAsDomain(String part) {
        return part.equals("localhost")
                || part.indexOf('.') >= 0
                || part.indexOf(':') >= 0
                || !isLowerCase(part);
    }

    private record Split(String domain, String remainder) {}

    private static Split split(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return new Split(Reference.DOCKER_HUB, Reference.OFFICIAL + text);
        }
        String first = text.substring(0, slash);
        if (!readsAsDomain(first)) {
            return new Split(Reference.DOCKER_HUB, text);
        }
        String domain = first.equals("index.docker.io") ? Reference.DOCKER_HUB : first;
        String rest = text.substring(slash + 1);
        boolean official = domain.equals(Reference.DOCKER_HUB) && rest.indexOf('/') < 0;
        return new Split(domain, official ? Reference.OFFICIAL + rest : rest);
    }

    /// Reads again what [Reference#toString] wrote, which needs no check.
    public static Reference parseStored(String text) {
        Parts parts = Parts.of(text);
        return new Reference(
                parts.domain(), parts.path(), parts.tag, parts.digest.map(Digest::parse));
    }

    private static Reference parse(String text) {
        Parts parts = Parts.of(text);
        if (!parts.fit()) {
            throw new InvalidArgument(
                    Parts.of(lowerCase(text)).fit()
                            ? "repository name must be lowercase"
                            : "invalid reference format");
        }
        if (!parts.hasDomain()) {
            // A host like `a_b.c` that only fits as the start of a path. Docker takes it and then
            // finds no registry.
            throw new InvalidArgument("invalid reference format");
        }
        if (parts.path().length() > MAX_PATH) {
            throw new InvalidArgument("repository name must not be more than 255 characters");
        }
        return new Reference(
                parts.domain(), parts.path(), parts.tag, parts.digest.map(Digest::parse));
    }

    /// A text cut at its separators, not yet checked. Neither `@` nor, after the last `/`, `:` can
    /// occur in any part, so the cuts are the only ones possible.
    private record Parts(String name, Optional<String> tag, Optional<String> digest) {
        static Parts of(String text) {
            int at = text.indexOf('@');
            String head = at < 0 ? text : text.substring(0, at);
            int colon = head.indexOf(':', head.lastIndexOf('/') + 1);
            return new Parts(
                    colon < 0 ? head : head.substring(0, colon),
                    colon < 0 ? Optional.empty() : Optional.of(head.substring(colon + 1)),
                    at < 0 ? Optional.empty() : Optional.of(text.substring(at + 1)));
        }

        boolean fit() {
            return (hasDomain() || Grammar.isPath(name))
                    && tag.map(Grammar::isTag).orElse(true)
                    && digest.map(Grammar::isDigest).orElse(true);
        }

        boolean hasDomain() {
            return name.indexOf('/') > 0 && Grammar.isDomain(domain()) && Grammar.isPath(path());
        }

        String domain() {
            return name.substring(0, name.indexOf('/'));
        }

        String path() {
            return name.substring(name.indexOf('/') + 1);
        }
    }

    private static Optional<Digest> digest(String text) {
        try {
            return Optional.of(Digest.parse(text));
        } catch (InvalidArgument e) {
            return Optional.empty();
        }
    }

    private static boolean isLowerCase(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > 0x7f) {
                return text.equals(lowerCase(text));
            }
            if (c >= 'A' && c <= 'Z') {
                return false;
            }
        }
        return true;
    }

    /// Each character for itself, as Go does it: no character becomes two.
    private static String lowerCase(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        text.codePoints().map(Character::toLowerCase).forEach(lower::appendCodePoint);
        return lower.toString();
    }

    /// Foreign text for a message: on one line, with nothing in it that moves a terminal's cursor.
    private static String printable(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.appendCodePoint(isPlain(c) ? c : '?'));
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
