package dev.varve.storage.tar;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;

/// A directory of the layer while entries are put into it. Its times are set when it is closed, as
/// every new name in it changes them.
final class OpenDirectory {
    private final Fd fd;
    private final long inode;
    private FileTimes times;

    OpenDirectory(Fd fd) throws LinuxException {
        this.fd = fd;
        Stat stat = Stat.of(fd);
        this.inode = stat.inode();
        this.times = stat.times();
    }

    Fd fd() {
        return fd;
    }

    long inode() {
        return inode;
    }

    void setTimes(FileTimes wanted) {
        times = wanted;
    }

    void close() throws LinuxException {
        try {
            Attributes.futimens(fd, times);
        } finally {
            fd.close();
        }
    }
}
