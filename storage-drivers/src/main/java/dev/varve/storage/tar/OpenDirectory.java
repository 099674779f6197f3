package dev.varve.storage.tar;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;

import org.jspecify.annotations.Nullable;

import java.util.function.Predicate;

/// A directory while entries are put into it. Its times are set when it is closed, as every new
/// name in it changes them.
final class OpenDirectory {
    private final Fd fd;
    private final long device;
    private final long inode;
    private @Nullable FileTimes times;

    /// @param keepsTimes whether it gets the times back that it has now
    OpenDirectory(Fd fd, Predicate<OpenDirectory> keepsTimes) throws LinuxException {
        this.fd = fd;
        Stat stat = Stat.of(fd);
        this.device = stat.device();
        this.inode = stat.inode();
        this.times = keepsTimes.test(this) ? stat.times() : null;
    }

    Fd fd() {
        return fd;
    }

    long inode() {
        return inode;
    }

    boolean is(OpenDirectory other) {
        return inode == other.inode && device == other.device;
    }

    void setTimes(FileTimes wanted) {
        times = wanted;
    }

    void close() throws LinuxException {
        try {
            if (times != null) {
                Attributes.futimens(fd, times);
            }
        } finally {
            fd.close();
        }
    }
}
