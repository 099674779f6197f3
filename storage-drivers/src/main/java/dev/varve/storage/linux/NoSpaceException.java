package dev.varve.storage.linux;

/// No space, no inodes or no quota is left on the file system (`ENOSPC`, `EDQUOT`).
public final class NoSpaceException extends LinuxException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(String message, int errno) {
        super(message, errno);
    }
}
