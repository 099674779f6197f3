package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Extended attributes. On a descriptor, or on a name in a directory without following it; the
/// latter goes through `/proc/self/fd`, which must be mounted.
public final class Xattrs {
    private static final Function FSETXATTR = Libc.function("fsetxattr");
    private static final Function FGETXATTR = Libc.function("fgetxattr");
    private static final Function LSETXATTR = Libc.function("lsetxattr");
    private static final Function FREMOVEXATTR = Libc.function("fremovexattr");
    private static final Function LGETXATTR = Libc.function("lgetxattr");
    private static final Function LLISTXATTR = Libc.function("llistxattr");

    private Xattrs() {}

    public static void set(Fd fd, byte[] key, byte[] value) throws LinuxException {
        Steps.before(Verb.XATTR, "fsetxattr", fd);
        Libc.Memory m = Libc.memory();
        MemorySegment name = m.first("fsetxattr", key);
        MemorySegment bytes = value(m, "fsetxattr", key, value);
        int rc =
                (int)
                        FSETXATTR.call(
                                m, fd.number(), name.address(), bytes.address(), value.length, 0);
        check(rc, "fsetxattr", key, m);
    }

    public static void set(Fd dir, byte[] name, byte[] key, byte[] value) throws LinuxException {
        Steps.before(Verb.XATTR, "lsetxattr", dir, name);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("lsetxattr", dir.procPath(name));
        MemorySegment k = m.second("lsetxattr", key);
        MemorySegment bytes = value(m, "lsetxattr", key, value);
        int rc =
                (int)
                        LSETXATTR.call(
                                m, path.address(), k.address(), bytes.address(), value.length, 0);
        check(rc, "lsetxattr", key, m);
    }

    public static void remove(Fd fd, byte[] key) throws LinuxException {
        Steps.before(Verb.XATTR, "fremovexattr", fd);
        Libc.Memory m = Libc.memory();
        MemorySegment name = m.first("fremovexattr", key);
        int rc = (int) FREMOVEXATTR.call(m, fd.number(), name.address());
        check(rc, "fremovexattr", key, m);
    }

    /// Whether the attribute is there, however long it is.
    public static boolean has(Fd fd, byte[] key) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment name = m.first("fgetxattr", key);
        int length = (int) FGETXATTR.call(m, fd.number(), name.address(), 0, 0);
        if (length >= 0) {
            return true;
        }
        if (m.errno() == Errno.ENODATA || m.errno() == Errno.EOPNOTSUPP) {
            return false;
        }
        throw LinuxException.of("fgetxattr", key, m.errno());
    }

    /// @return the value, or empty when the attribute is not there
    public static Optional<byte[]> get(Fd dir, byte[] name, byte[] key) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("lgetxattr", dir.procPath(name));
        MemorySegment k = m.second("lgetxattr", key);
        long n =
                LGETXATTR.call(
                        m, path.address(), k.address(), m.data().address(), Libc.Memory.DATA);
        if (n < 0 && (m.errno() == Errno.ENODATA || m.errno() == Errno.EOPNOTSUPP)) {
            return Optional.empty();
        }
        return Optional.of(result(n, "lgetxattr", key, m));
    }

    /// Names of all attributes; empty where the file system has none.
    public static List<byte[]> list(Fd dir, byte[] name) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("llistxattr", dir.procPath(name));
        long n = LLISTXATTR.call(m, path.address(), m.data().address(), Libc.Memory.DATA);
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
        MemorySegment.copy(value, 0, m.data(), JAVA_BYTE, 0, value.length);
        return m.data();
    }

    private static byte[] result(long n, String call, byte[] key, Libc.Memory m)
            throws LinuxException {
        if (n < 0) {
            throw LinuxException.of(call, key, m.errno());
        }
        return m.data().asSlice(0, n).toArray(JAVA_BYTE);
    }

    private static void check(int rc, String call, byte[] key, Libc.Memory m)
            throws LinuxException {
        if (rc != 0) {
            throw LinuxException.of(call, key, m.errno());
        }
    }
}
