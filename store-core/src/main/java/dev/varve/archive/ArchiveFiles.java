package dev.varve.archive;

import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;
import dev.varve.text.GoQuote;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// What an archive held: files by their names, and links to them.
final class ArchiveFiles {
    private final Map<String, ArchiveFile> files = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    /// Adds a file; a second one of the name is refused unless it is the same.
    void add(String name, ArchiveFile file) {
        ArchiveFile before = files.get(name);
        boolean same = before != null && before.digest().equals(file.digest());
        if (links.containsKey(name) || (before != null && !same)) {
            throw twice(name);
        }
        files.putIfAbsent(name, file);
    }

    /// @param target the plain name that the link leads to
    void addLink(String name, String target) {
        if (files.containsKey(name) || links.putIfAbsent(name, target) != null) {
            throw twice(name);
        }
    }

    Collection<ArchiveFile> all() {
        return files.values();
    }

    /// The file of a name, through links.
    Optional<ArchiveFile> find(String name) {
        String at = ArchivePath.normalise(name);
        for (int hop = 0; hop < ArchiveLimits.LINKS; hop++) {
            String next = links.get(at);
            if (next == null) {
                return Optional.ofNullable(files.get(at));
            }
            at = next;
        }
        throw new Corrupt(
                "the archive's link "
                        + GoQuote.quote(name)
                        + " leads over more links than the limit of "
                        + ArchiveLimits.LINKS);
    }

    /// @param what it is wanted for
    ArchiveFile require(String name, String what) {
        return find(name)
                .orElseThrow(() ->
                        new Corrupt(what + " " + GoQuote.quote(name) + " is not in the archive"));
    }

    Optional<ArchiveFile> blob(Digest digest) {
        return find(blobName(digest));
    }

    static String blobName(Digest digest) {
        return "blobs/" + digest.algorithm() + "/" + digest.hex();
    }

    private static Corrupt twice(String name) {
        return new Corrupt("the archive has the entry " + GoQuote.quote(name) + " twice");
    }
}
