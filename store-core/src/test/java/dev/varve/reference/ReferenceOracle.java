package dev.varve.reference;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a reference means, said a second time: the published grammar as one regular expression, and
/// docker's rules of domains and short forms as one line each. Slow, and plain on purpose.
///
/// @param refusal the error's text; "" when the text is a reference
/// @param tag "" for none
/// @param digest "" for none
public record ReferenceOracle(
        String refusal, String domain, String path, String tag, String digest) {
    private static final String COMPONENT = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final String PATH = COMPONENT + "(?:/" + COMPONENT + ")*";
    private static final String LABEL = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String DOMAIN =
            "(?:" + LABEL + "(?:\\." + LABEL + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?";
    private static final String TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
    private static final String DIGEST =
            "[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}";
    private static final Pattern REFERENCE =
            Pattern.compile(
                    "(?:("
                            + DOMAIN
                            + ")/)?("
                            + PATH
                            + ")(?::("
                            + TAG
                            + "))?(?:@("
                            + DIGEST
                            + "))?");

    public static ReferenceOracle of(String text) {
        if (text.matches("[a-f0-9]{64}")) {
            return refused(
                    "invalid repository name ("
                            + text
                            + "), cannot specify 64-byte hexadecimal strings");
        }
        int slash = text.indexOf('/');
        String first = slash < 0 ? "" : text.substring(0, slash);
        boolean host =
                slash >= 0
                        && (first.equals("localhost")
                                || first.contains(".")
                                || first.contains(":")
                                || !first.equals(lower(first)));
        String domain = !host || first.equals("index.docker.io") ? "docker.io" : first;
        String rest = host ? text.substring(slash + 1) : text;
        if (domain.equals("docker.io") && !rest.contains("/")) {
            rest = "library/" + rest;
        }
        String name = rest.split(":", 2)[0];
        if (!name.equals(lower(name))) {
            return refused(
                    "invalid reference format: repository name (" + name + ") must be lowercase");
        }
        return grammar(domain + "/" + rest);
    }

    private static ReferenceOracle grammar(String text) {
        Matcher m = REFERENCE.matcher(text);
        if (!m.matches()) {
            return refused(
                    REFERENCE.matcher(lower(text)).matches()
                            ? "repository name must be lowercase"
                            : "invalid reference format");
        }
        if (m.group(1) == null) {
            // Docker takes `a_b.c/d` for a path without a domain; Varve refuses it.
            return refused("invalid reference format");
        }
        if (m.group(2).length() > 255) {
            return refused("repository name must not be more than 255 characters");
        }
        String digest = text(m.group(4));
        String algorithm = digest.split(":")[0];
        int length =
                switch (algorithm) {
                    case "", "sha256" -> 64;
                    case "sha384" -> 96;
                    case "sha512" -> 128;
                    default -> 0;
                };
        String hex = digest.substring(digest.indexOf(':') + 1);
        if (length == 0) {
            return refused(
                    algorithm.equals(lower(algorithm))
                            ? "unsupported digest algorithm"
                            : "invalid checksum digest format");
        }
        if (!digest.isEmpty() && hex.length() != length) {
            return refused("invalid checksum digest length");
        }
        if (!hex.equals(lower(hex))) {
            return refused("invalid checksum digest format");
        }
        return new ReferenceOracle("", m.group(1), m.group(2), text(m.group(3)), digest);
    }

    public String canonical() {
        return domain + "/" + path + suffix();
    }

    /// The short form. Where docker's would be read as something else, the long one.
    public String familiar() {
        String name = domain + "/" + path;
        String shorter =
                !domain.equals("docker.io")
                        ? name
                        : path.matches("library/[^/]*") ? path.substring(8) : path;
        ReferenceOracle again = of(shorter);
        boolean same = again.domain.equals(domain) && again.path.equals(path);
        return (same ? shorter : name) + suffix();
    }

    /// Go's lower case: each character for itself, so that İ is one character and not two.
    private static String lower(String text) {
        return text.replace("İ", "i").toLowerCase(Locale.ROOT);
    }

    private String suffix() {
        return (tag.isEmpty() ? "" : ":" + tag) + (digest.isEmpty() ? "" : "@" + digest);
    }

    private static String text(String group) {
        return group == null ? "" : group;
    }

    private static ReferenceOracle refused(String why) {
        return new ReferenceOracle(why, "", "", "", "");
    }
}
