package dev.varve.storage.linux;

import java.io.IOException;
import java.nio.file.Path;

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

    /// What a call would answer that found somebody at work in `path`.
    public static LinuxException busy(String call, Path path) {
        return busy(call, Open.bytes(path));
    }

    public static LinuxException busy(String call, byte[] path) {
        return of(call, path, Errno.EBUSY);
    }

    /// What a call would answer that found too many symbolic links in `path`.
    public static LinuxException loop(String call, byte[] path) {
        return of(call, path, Errno.ELOOP);
    }

    public int errno() {
        return errno;
    }
}
