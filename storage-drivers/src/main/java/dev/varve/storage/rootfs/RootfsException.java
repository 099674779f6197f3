package dev.varve.storage.rootfs;

import java.io.IOException;

/// A path in a root file system that is not what the caller needs. Messages are dockerd's.
public abstract sealed class RootfsException extends IOException {
    private static final long serialVersionUID = 1L;

    private RootfsException(String message) {
        super(message);
    }

    /// Nothing is there.
    public static final class NoSuchPath extends RootfsException {
        private static final long serialVersionUID = 1L;

        NoSuchPath(String path) {
            super("lstat " + path + ": no such file or directory");
        }
    }

    /// Something in the path, or its end when it has a slash there, is no directory.
    public static final class NotADirectory extends RootfsException {
        private static final long serialVersionUID = 1L;

        NotADirectory(String path) {
            super("lstat " + path + ": not a directory");
        }
    }

    /// An archive can be put into directories only.
    public static final class NoExtractionPoint extends RootfsException {
        private static final long serialVersionUID = 1L;

        NoExtractionPoint() {
            super("extraction point is not a directory");
        }
    }

    /// A name that `/etc/passwd` or `/etc/group` of the root does not have.
    public static final class UnknownUser extends RootfsException {
        private static final long serialVersionUID = 1L;

        UnknownUser(String kind, String name, String file) {
            super(
                    "failed to look up %s \"%s\" in container: no matching entries in %s file"
                            .formatted(kind, name, file));
        }
    }
}
