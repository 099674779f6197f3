package dev.varve.archive;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.text.GoQuote;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Names within an archive: `/` between parts, no `.`, `..` or empty part, and never absolute.
final class ArchivePath {
    private ArchivePath() {}

    /// Puts a name into its plain form, "" for the root. One that would lie outside the archive is
    /// refused.
    static String normalise(String name) {
        return resolve("", name, name);
    }

    /// Where a symbolic link leads.
    ///
    /// @param link the link's own plain name
    static String ofLink(String link, String target) {
        int slash = link.lastIndexOf('/');
        return resolve(slash < 0 ? "" : link.substring(0, slash), target, link + " -> " + target);
    }

    private static String resolve(String directory, String name, String shown) {
        if (name.getBytes(StandardCharsets.UTF_8).length > ArchiveLimits.NAME) {
            throw new Corrupt(
                    "the archive has a name that is longer than the limit of "
                            + ArchiveLimits.NAME
                            + " bytes");
        }
        if (name.startsWith("/") || name.indexOf('\0') >= 0) {
            throw outside(shown);
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : (directory + "/" + name).split("/", -1)) {
            if (part.equals("..")) {
                if (parts.pollLast() == null) {
                    throw outside(shown);
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return String.join("/", parts);
    }

    private static Corrupt outside(String shown) {
        return new Corrupt(
                "invalid entry name " + GoQuote.quote(shown) + ": it leads out of the archive");
    }
}
