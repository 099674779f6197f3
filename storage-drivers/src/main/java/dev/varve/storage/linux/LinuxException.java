package dev.varve.storage.linux;

import java.io.IOException;

/// A system call that failed. [NoSpaceException] is the one kind that has a class of its own.
public class LinuxException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int errno;

    LinuxException(String message, int errno) {
        super(message);
        this.errno = errno;
    }

    /// @param call the C function
    /// @param path what it was called on, in any bytes
    static LinuxException of(String call, byte[] path, int errno) {
        String message = call + " " + RawText.escape(path) + ": " + Libc.describe(errno);
        return errno == Errno.ENOSPC || errno == Errno.EDQUOT
                ? new NoSpaceException(message, errno)
                : new LinuxException(message, errno);
    }

    public int errno() {
        return errno;
    }
}
