package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Extended attributes. On a descriptor, or on a name in a directory without following it; the
/// latter goes through `/proc/self/fd`, which must be mounted.
public final class Xattrs {
    private static final MethodHandle FSETXATTR =
            Libc.bind("fsetxattr", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LSETXATTR =
            Libc.bind("lsetxattr", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    private static final MethodHandle FREMOVEXATTR =
            Libc.bind("fremovexattr", JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle LGETXATTR =
            Libc.bind("lgetxattr", JAVA_LONG, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
    private static final MethodHandle LLISTXATTR =
            Libc.bind("llistxattr", JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG);

    private Xattrs() {}

    public static void set(Fd fd, byte[] key, byte[] value) throws LinuxException {
        Steps.before(Verb.XATTR, "fsetxattr", fd);
        Libc.Memory m = Libc.memory();
        MemorySegment name = m.first("fsetxattr", key);
        MemorySegment bytes = value(m, "fsetxattr", key, value);
        int rc;
        try {
            rc =
                    (int)
                            FSETXATTR.invokeExact(
                                    m.state, fd.number(), name, bytes, (long) value.length, 0);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "fsetxattr", key, m);
    }

    public static void set(Fd dir, byte[] name, byte[] key, byte[] value) throws LinuxException {
        Steps.before(Verb.XATTR, "lsetxattr", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("lsetxattr", dir.procPath(name));
        MemorySegment k = m.second("lsetxattr", key);
        MemorySegment bytes = value(m, "lsetxattr", key, value);
        int rc;
        try {
            rc = (int) LSETXATTR.invokeExact(m.state, path, k, bytes, (long) value.length, 0);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "lsetxattr", key, m);
    }

    public static void remove(Fd fd, byte[] key) throws LinuxException {
        Steps.before(Verb.XATTR, "fremovexattr", fd);
        Libc.Memory m = Libc.memory();
        MemorySegment name = m.first("fremovexattr", key);
        int rc;
        try {
            rc = (int) FREMOVEXATTR.invokeExact(m.state, fd.number(), name);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        check(rc, "fremovexattr", key, m);
    }

    /// @return the value, or empty when the attribute is not there
    public static Optional<byte[]> get(Fd dir, byte[] name, byte[] key) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("lgetxattr", dir.procPath(name));
        MemorySegment k = m.second("lgetxattr", key);
        long n;
        try {
            n = (long) LGETXATTR.invokeExact(m.state, path, k, m.data, (long) Libc.Memory.DATA);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        if (n < 0 && (m.errno() == Errno.ENODATA || m.errno() == Errno.EOPNOTSUPP)) {
            return Optional.empty();
        }
        return Optional.of(result(n, "lgetxattr", key, m));
    }

    /// Names of all attributes; empty where the file system has none.
    public static List<byte[]> list(Fd dir, byte[] name) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("llistxattr", dir.procPath(name));
        long n;
        try {
            n = (long) LLISTXATTR.invokeExact(m.state, path, m.data, (long) Libc.Memory.DATA);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        if (n < 0 && m.errno() == Errno.EOPNOTSUPP) {
            return List.of();
        }
        return n == 0 ? List.of() : split(result(n, "llistxattr", name, m));
    }

    private static List<byte[]> split(byte[] names) {
        List<byte[]> list = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < names.length; i++) {
            if (names[i] == 0) {
                list.add(Arrays.copyOfRange(names, start, i));
                start = i + 1;
            }
        }
        return list;
    }

    private static MemorySegment value(Libc.Memory m, String call, byte[] key, byte[] value)
            throws LinuxException {
        if (value.length > Libc.Memory.DATA) {
            throw LinuxException.of(call, key, Errno.ERANGE);
        }
        MemorySegment.copy(value, 0, m.data, JAVA_BYTE, 0, value.length);
        return m.data;
    }

    private static byte[] result(long n, String call, byte[] key, Libc.Memory m)
            throws LinuxException {
        if (n < 0) {
            throw LinuxException.of(call, key, m.errno());
        }
        return m.data.asSlice(0, n).toArray(JAVA_BYTE);
    }

    private static void check(int rc, String call, byte[] key, Libc.Memory m)
            throws LinuxException {
        if (rc != 0) {
            throw LinuxException.of(call, key, m.errno());
        }
    }
}
