package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;

/// Makes, links, renames and removes names in an open directory. No call follows a symbolic link in
/// the last component.
public final class Nodes {
    public static final int RENAME_NOREPLACE = 1;
    public static final int RENAME_EXCHANGE = 2;
    public static final int AT_REMOVEDIR = 0x200;

    private static final Function MKDIRAT = Libc.function("mkdirat");
    private static final Function MKNODAT = Libc.function("mknodat");
    private static final Function SYMLINKAT = Libc.function("symlinkat");
    private static final Function LINKAT = Libc.function("linkat");
    private static final Function UNLINKAT = Libc.function("unlinkat");
    private static final Function RENAMEAT2 = Libc.function("renameat2");
    private static final Function READLINKAT = Libc.function("readlinkat");

    private Nodes() {}

    /// The mode is subject to the process's umask: set it afterwards.
    public static void mkdirat(Fd dir, byte[] name, int mode) throws LinuxException {
        Steps.before(Verb.MKDIR, "mkdirat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("mkdirat", name);
        int rc = (int) MKDIRAT.call(m, dir.number(), path.address(), mode);
        check(rc, "mkdirat", name, m);
    }

    /// @param mode with the type bits
    public static void mknodat(Fd dir, byte[] name, int mode, long device) throws LinuxException {
        Steps.before(Verb.MKNOD, "mknodat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("mknodat", name);
        int rc = (int) MKNODAT.call(m, dir.number(), path.address(), mode, device);
        check(rc, "mknodat", name, m);
    }

    public static void symlinkat(byte[] target, Fd dir, byte[] name) throws LinuxException {
        Steps.before(Verb.SYMLINK, "symlinkat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment to = m.first("symlinkat", target);
        MemorySegment path = m.second("symlinkat", name);
        int rc = (int) SYMLINKAT.call(m, to.address(), dir.number(), path.address());
        check(rc, "symlinkat", name, m);
    }

    public static void linkat(Fd fromDir, byte[] from, Fd dir, byte[] name) throws LinuxException {
        Steps.before(Verb.LINK, "linkat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment source = m.first("linkat", from);
        MemorySegment path = m.second("linkat", name);
        int rc =
                (int)
                        LINKAT.call(
                                m,
                                fromDir.number(),
                                source.address(),
                                dir.number(),
                                path.address(),
                                0);
        check(rc, "linkat", name, m);
    }

    /// @param flags 0, or [#AT_REMOVEDIR] for an empty directory
    public static void unlinkat(Fd dir, byte[] name, int flags) throws LinuxException {
        Steps.before(Verb.UNLINK, "unlinkat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("unlinkat", name);
        int rc = (int) UNLINKAT.call(m, dir.number(), path.address(), flags);
        check(rc, "unlinkat", name, m);
    }

    public static void renameat2(Fd fromDir, byte[] from, Fd toDir, byte[] to, int flags)
            throws LinuxException {
        Steps.before(Verb.RENAME, "renameat2", fromDir, from, toDir, to);
        Libc.Memory m = Libc.memory();
        MemorySegment source = m.first("renameat2", from);
        MemorySegment target = m.second("renameat2", to);
        int rc =
                (int)
                        RENAMEAT2.call(
                                m,
                                fromDir.number(),
                                source.address(),
                                toDir.number(),
                                target.address(),
                                flags);
        check(rc, "renameat2", from, m);
    }

    public static byte[] readlinkat(Fd dir, byte[] name) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("readlinkat", name);
        long length =
                READLINKAT.call(
                        m, dir.number(), path.address(), m.data().address(), Libc.Memory.DATA);
        if (length < 0) {
            throw LinuxException.of("readlinkat", name, m.errno());
        }
        return m.data().asSlice(0, length).toArray(JAVA_BYTE);
    }

    private static void check(int rc, String call, byte[] name, Libc.Memory m)
            throws LinuxException {
        if (rc != 0) {
            throw LinuxException.of(call, name, m.errno());
        }
    }
}
