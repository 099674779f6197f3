package dev.varve.cli.copy;

import java.nio.file.Path;

/// A path as text: unlike [Path] it knows whether it ends in `/` or `/.`, which means "this is a
/// directory" and "what is in it".
record CopyPath(String text) {
    /// The absolute form of a path that was typed.
    static CopyPath local(String typed) {
        return new CopyPath(Path.of(typed).toAbsolutePath().normalize().toString()).endingAs(typed);
    }

    boolean endsInDot() {
        return text.equals(".") || text.endsWith("/.");
    }

    boolean endsInSlash() {
        return text.endsWith("/");
    }

    /// Whether it can only be a directory.
    boolean saysDirectory() {
        return endsInDot() || endsInSlash();
    }

    /// With the end that another path has.
    CopyPath endingAs(String other) {
        CopyPath original = new CopyPath(other);
        String result = text;
        if (original.endsInDot() && !endsInDot()) {
            result += result.endsWith("/") ? "." : "/.";
        }
        if (original.endsInSlash() && !result.endsWith("/")) {
            result += "/";
        }
        return new CopyPath(result);
    }

    /// Without `..`, doubled slashes and a slash at the end.
    private String clean() {
        String cleaned = Path.of(text.isEmpty() ? "." : text).normalize().toString();
        return cleaned.isEmpty() ? "." : cleaned;
    }

    /// The directory that its last part is in. Of `/a/.` that is `/a`.
    String directory() {
        String cleaned = clean();
        if (endsInDot()) {
            return cleaned;
        }
        int slash = cleaned.lastIndexOf('/');
        return slash < 0 ? "." : slash == 0 ? "/" : cleaned.substring(0, slash);
    }

    /// Its last part: `.` for `/a/.`, and `/` for the root.
    String base() {
        if (endsInDot()) {
            return ".";
        }
        String cleaned = clean();
        return cleaned.equals("/") ? "/" : cleaned.substring(cleaned.lastIndexOf('/') + 1);
    }

    /// The last part as Go's `filepath.Base` sees it, which knows no `/.`.
    private String plainBase() {
        String cleaned = text;
        while (cleaned.length() > 1 && cleaned.endsWith("/")) {
            cleaned = cleaned.substring(0, cleaned.length() - 1);
        }
        return cleaned.equals("/") ? "/" : cleaned.substring(cleaned.lastIndexOf('/') + 1);
    }

    /// What a link says, seen from where the link is.
    CopyPath linkedTo(String target) {
        return new CopyPath(
                target.startsWith("/")
                        ? target
                        : Path.of(directory(), target).normalize().toString());
    }

    /// The name that what was found behind a link keeps: that of the link, "" when it is the same.
    String nameKept(CopyPath found) {
        return plainBase().equals(found.plainBase()) ? "" : plainBase();
    }

    @Override
    public String toString() {
        return text;
    }
}
