package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Makes, links, renames and removes names in an open directory. No call follows a symbolic link in
/// the last component.
public final class Nodes {
    public static final int RENAME_NOREPLACE = 1;
    public static final int RENAME_EXCHANGE = 2;
    public static final int AT_REMOVEDIR = 0x200;

    private static final MethodHandle MKDIRAT =
            Libc.bind("mkdirat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle MKNODAT =
            Libc.bind("mknodat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SYMLINKAT =
            Libc.bind("symlinkat", JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle LINKAT =
            Libc.bind("linkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle UNLINKAT =
            Libc.bind("unlinkat", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle RENAMEAT2 =
            Libc.bind("renameat2", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle READLINKAT =
            Libc.bind("readlinkat", JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG);

    private Nodes() {}

    /// The mode is subject to the process's umask: set it afterwards.
    public static void mkdirat(Fd dir, byte[] name, int mode) throws LinuxException {
        Steps.before(Verb.MKDIR, "mkdirat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("mkdirat", name);
        int rc;
        try {
            rc = (int) MKDIRAT.invokeExact(m.state, dir.number(), path, mode);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "mkdirat", name, m);
    }

    /// @param mode with the type bits
    public static void mknodat(Fd dir, byte[] name, int mode, long device) throws LinuxException {
        Steps.before(Verb.MKNOD, "mknodat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("mknodat", name);
        int rc;
        try {
            rc = (int) MKNODAT.invokeExact(m.state, dir.number(), path, mode, device);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "mknodat", name, m);
    }

    public static void symlinkat(byte[] target, Fd dir, byte[] name) throws LinuxException {
        Steps.before(Verb.SYMLINK, "symlinkat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment to = m.first("symlinkat", target);
        MemorySegment path = m.second("symlinkat", name);
        int rc;
        try {
            rc = (int) SYMLINKAT.invokeExact(m.state, to, dir.number(), path);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "symlinkat", name, m);
    }

    public static void linkat(Fd fromDir, byte[] from, Fd dir, byte[] name) throws LinuxException {
        Steps.before(Verb.LINK, "linkat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment source = m.first("linkat", from);
        MemorySegment path = m.second("linkat", name);
        int rc;
        try {
            rc = (int) LINKAT.invokeExact(m.state, fromDir.number(), source, dir.number(), path, 0);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "linkat", name, m);
    }

    /// @param flags 0, or [#AT_REMOVEDIR] for an empty directory
    public static void unlinkat(Fd dir, byte[] name, int flags) throws LinuxException {
        Steps.before(Verb.UNLINK, "unlinkat", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("unlinkat", name);
        int rc;
        try {
            rc = (int) UNLINKAT.invokeExact(m.state, dir.number(), path, flags);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "unlinkat", name, m);
    }

    public static void renameat2(Fd fromDir, byte[] from, Fd toDir, byte[] to, int flags)
            throws LinuxException {
        Steps.before(Verb.RENAME, "renameat2", fromDir, from, toDir, to);
        Libc.Memory m = Libc.memory();
        MemorySegment source = m.first("renameat2", from);
        MemorySegment target = m.second("renameat2", to);
        int rc;
        try {
            rc =
                    (int)
                            RENAMEAT2.invokeExact(
                                    m.state,
                                    fromDir.number(),
                                    source,
                                    toDir.number(),
                                    target,
                                    flags);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "renameat2", from, m);
    }

    public static byte[] readlinkat(Fd dir, byte[] name) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("readlinkat", name);
        long length;
        try {
            length =
                    (long)
                            READLINKAT.invokeExact(
                                    m.state, dir.number(), path, m.data, (long) Libc.Memory.DATA);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        if (length < 0) {
            throw LinuxException.of("readlinkat", name, m.errno());
        }
        return m.data.asSlice(0, length).toArray(JAVA_BYTE);
    }

    private static void check(int rc, String call, byte[] name, Libc.Memory m)
            throws LinuxException {
        if (rc != 0) {
            throw LinuxException.of(call, name, m.errno());
        }
    }
}
