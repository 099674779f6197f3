package dev.varve.storage.tar;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;

/// A directory while entries are put into it. Its times are set when it is closed, as every new
/// name in it changes them.
final class OpenDirectory {
    private static final byte[] DEFAULT_ACL =
            "system.posix_acl_default".getBytes(StandardCharsets.US_ASCII);

    private final Fd fd;
    private final long device;
    private final long inode;
    private @Nullable FileTimes times;
    private @Nullable Boolean imposesNothing;

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

    /// Whether what root makes in it belongs to root and has the mode that it was made with. Not so
    /// where a group other than root's may be handed down, by its set-group-ID bit or by a mount
    /// option (mount(8), `grpid`), or modes by an ACL (acl(5), "object creation and default ACLs").
    boolean imposesNothing() throws LinuxException {
        if (imposesNothing == null) {
            imposesNothing = Stat.of(fd).gid() == 0 && !Xattrs.has(fd, DEFAULT_ACL);
        }
        return imposesNothing;
    }

    /// Its owner or its extended attributes are others now.
    void changed() {
        imposesNothing = null;
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
