package dev.varve.storage.linux;

/// No space, no inodes or no quota is left on the file system (`ENOSPC`, `EDQUOT`).
public final class NoSpaceException extends LinuxException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String message, int errno) {
        super(message, errno);
    }

    /// For what a program said that found no space.
    public static NoSpaceException because(String message) {
        return new NoSpaceException(message, Errno.ENOSPC);
    }
}
