package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Sets owner, mode and times. By descriptor, or by name in a directory; a symbolic link under that
/// name is never followed, except by [#fchmodat].
public final class Attributes {
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final Function FCHOWN = Libc.function("fchown");
    private static final Function FCHOWNAT = Libc.function("fchownat");
    private static final Function FCHMOD = Libc.function("fchmod");
    private static final Function FCHMODAT = Libc.function("fchmodat");
    private static final Function FUTIMENS = Libc.function("futimens");
    private static final Function UTIMENSAT = Libc.function("utimensat");

    private Attributes() {}

    /// @param uid up to 2^32-2, as the low 32 bits
    public static void fchown(Fd fd, int uid, int gid) throws LinuxException {
        Steps.before(Verb.CHOWN, "fchown", fd);
        Libc.Memory m = Libc.memory();
        int rc = (int) FCHOWN.call(m, fd.number(), uid, gid);
        check(rc, "fchown", fd, m);
    }

    public static void fchownat(Fd dir, byte[] name, int uid, int gid) throws LinuxException {
        Steps.before(Verb.CHOWN, "fchownat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("fchownat", name);
        int rc =
                (int) FCHOWNAT.call(m, dir.number(), path.address(), uid, gid, AT_SYMLINK_NOFOLLOW);
        check(rc, "fchownat", name, m);
    }

    public static void fchmod(Fd fd, int mode) throws LinuxException {
        Steps.before(Verb.CHMOD, "fchmod", fd);
        Libc.Memory m = Libc.memory();
        int rc = (int) FCHMOD.call(m, fd.number(), mode);
        check(rc, "fchmod", fd, m);
    }

    /// Follows a symbolic link: only for names that are known to be none.
    public static void fchmodat(Fd dir, byte[] name, int mode) throws LinuxException {
        Steps.before(Verb.CHMOD, "fchmodat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("fchmodat", name);
        int rc = (int) FCHMODAT.call(m, dir.number(), path.address(), mode, 0);
        check(rc, "fchmodat", name, m);
    }

    /// Sets the mode of what an `O_PATH` descriptor is open on, whoever has its name by now. A
    /// symbolic link has none: `EOPNOTSUPP`. Needs `/proc`.
    public static void chmod(Fd path, int mode) throws LinuxException {
        byte[] self = path.procPath(new byte[0]);
        fchmodat(Fd.CWD, Arrays.copyOf(self, self.length - 1), mode);
    }

    public static void futimens(Fd fd, FileTimes times) throws LinuxException {
        Steps.before(Verb.TIMES, "futimens", fd);
        Libc.Memory m = Libc.memory();
        int rc = (int) FUTIMENS.call(m, fd.number(), timespecs(m, times).address());
        check(rc, "futimens", fd, m);
    }

    public static void utimensat(Fd dir, byte[] name, FileTimes times) throws LinuxException {
        Steps.before(Verb.TIMES, "utimensat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("utimensat", name);
        MemorySegment pair = timespecs(m, times);
        int rc =
                (int)
                        UTIMENSAT.call(
                                m,
                                dir.number(),
                                path.address(),
                                pair.address(),
                                AT_SYMLINK_NOFOLLOW);
        check(rc, "utimensat", name, m);
    }

    private static MemorySegment timespecs(Libc.Memory m, FileTimes times) {
        m.second.setAtIndex(JAVA_LONG, 0, times.accessSeconds());
        m.second.setAtIndex(JAVA_LONG, 1, times.accessNanos());
        m.second.setAtIndex(JAVA_LONG, 2, times.modifiedSeconds());
        m.second.setAtIndex(JAVA_LONG, 3, times.modifiedNanos());
        return m.second;
    }

    private static void check(int rc, String call, byte[] name, Libc.Memory m)
            throws LinuxException {
        if (rc != 0) {
            throw LinuxException.of(call, name, m.errno());
        }
    }

    private static void check(int rc, String call, Fd fd, Libc.Memory m) throws LinuxException {
        if (rc != 0) {
            throw LinuxException.of(call, fd.procPath(new byte[0]), m.errno());
        }
    }
}
