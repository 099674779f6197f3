package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// `ioctl` with the numbers and structures of the kernel's `linux/btrfs.h`. They are the same on
/// every machine that Java 25 runs on.
final class BtrfsIoctl {
    private static final Function IOCTL = Libc.function("ioctl");

    /// Of `struct btrfs_ioctl_vol_args_v2`, `..._search_args` and `..._ino_lookup_args` alike.
    static final int PAGE = 4096;

    private static final long TREE_SEARCH = 0xd0009411L;
    private static final int SEARCH_RESULTS = 104;

    private BtrfsIoctl() {}

    /// A zeroed structure of this thread; it is good until the thread's next call of any kind.
    static MemorySegment arguments(int size) {
        return Libc.memory().data().asSlice(0, size).fill((byte) 0);
    }

    /// @return 0, or the error number
    static int call(Fd fd, long request, MemorySegment arguments) {
        Libc.Memory m = Libc.memory();
        while (true) {
            int rc = (int) IOCTL.call(m, fd.number(), request, arguments.address());
            if (rc >= 0) {
                return 0;
            }
            if (m.errno() != Errno.EINTR) {
                return m.errno();
            }
        }
    }

    static void call(String name, Fd fd, long request, MemorySegment arguments, String subject)
            throws LinuxException {
        int errno = call(fd, request, arguments);
        if (errno != 0) {
            throw failed(name, subject, errno);
        }
    }

    /// A request that changes the file system.
    static void change(String name, Fd fd, long request, MemorySegment arguments, String subject)
            throws LinuxException {
        Steps.before(Verb.IOCTL, "ioctl(" + name + ")", fd);
        call(name, fd, request, arguments, subject);
    }

    static LinuxException failed(String name, String subject, int errno) {
        return LinuxException.of(
                "ioctl(" + name + ")", subject.getBytes(StandardCharsets.UTF_8), errno);
    }

    /// The offset of the first item of a kind in one of the file system's own trees. Asks for
    /// `CAP_SYS_ADMIN`.
    ///
    /// @param from the least offset
    /// @return empty when there is none, or no such tree
    static OptionalLong find(Fd fd, long tree, long object, int type, long from)
            throws LinuxException {
        MemorySegment search = arguments(PAGE);
        search.setAtIndex(JAVA_LONG, 0, tree);
        search.setAtIndex(JAVA_LONG, 1, object);
        search.setAtIndex(JAVA_LONG, 2, object);
        search.setAtIndex(JAVA_LONG, 3, from);
        search.setAtIndex(JAVA_LONG, 4, -1); // greatest offset
        search.setAtIndex(JAVA_LONG, 6, -1); // greatest transaction
        search.setAtIndex(JAVA_INT, 14, type);
        search.setAtIndex(JAVA_INT, 15, type);
        search.setAtIndex(JAVA_INT, 16, 1); // results
        int errno = call(fd, TREE_SEARCH, search);
        if (errno == Errno.ENOENT) {
            return OptionalLong.empty();
        }
        if (errno != 0) {
            throw failed("BTRFS_IOC_TREE_SEARCH", "tree " + tree, errno);
        }
        return search.getAtIndex(JAVA_INT, 16) == 0
                ? OptionalLong.empty()
                : OptionalLong.of(search.get(JAVA_LONG, SEARCH_RESULTS + 16));
    }
}
