package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// `openat` and `openat2`. `O_CLOEXEC` is always added.
public final class Open {
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_TRUNC = 0x200;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_PATH = 0x200000;
    static final int O_CLOEXEC = 0x80000;

    // The two flags whose numbers differ between machines.
    private static final boolean ARM = "aarch64".equals(System.getProperty("os.arch"));
    public static final int O_DIRECTORY = ARM ? 0x4000 : 0x10000;
    public static final int O_NOFOLLOW = ARM ? 0x8000 : 0x20000;

    public static final long RESOLVE_NO_XDEV = 0x01;
    public static final long RESOLVE_NO_MAGICLINKS = 0x02;
    public static final long RESOLVE_NO_SYMLINKS = 0x04;
    public static final long RESOLVE_BENEATH = 0x08;
    public static final long RESOLVE_IN_ROOT = 0x10;

    private static final long SYS_OPENAT2 = 437;
    private static final Function OPENAT = Libc.function("openat");
    private static final Function SYSCALL = Libc.function("syscall");

    private Open() {}

    /// A directory of ours by its absolute path.
    public static Fd directory(Path path) throws LinuxException {
        return at(Fd.CWD, bytes(path), O_RDONLY | O_DIRECTORY, 0);
    }

    /// A directory in `dir`; a symbolic link is refused.
    public static Fd directory(Fd dir, byte[] name) throws LinuxException {
        return at(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    }

    public static Fd at(Fd dir, byte[] name, int flags, int mode) throws LinuxException {
        if ((flags & (O_CREAT | O_TRUNC)) != 0) {
            Steps.before(Verb.CREATE, "openat", dir, name);
        }
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("openat", name);
        int fd = (int) OPENAT.call(m, dir.number(), path.address(), flags | O_CLOEXEC, mode);
        if (fd < 0) {
            throw LinuxException.of("openat", name, m.errno());
        }
        return new Fd(fd);
    }

    /// Resolves a path of several components from `dir` with the rules of `resolve` (`RESOLVE_*`).
    public static Fd at2(Fd dir, byte[] path, int flags, long resolve) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment name = m.first("openat2", path);
        MemorySegment how = m.second;
        how.setAtIndex(JAVA_LONG, 0, flags | O_CLOEXEC);
        how.setAtIndex(JAVA_LONG, 1, 0);
        how.setAtIndex(JAVA_LONG, 2, resolve);
        long fd = SYSCALL.call(m, SYS_OPENAT2, dir.number(), name.address(), how.address(), 24);
        if (fd < 0) {
            throw LinuxException.of("openat2", path, m.errno());
        }
        return new Fd((int) fd);
    }

    /// The bytes of a path of ours, as Java itself would pass it to the kernel.
    public static byte[] bytes(Path path) {
        return path.toString().getBytes(charset());
    }

    private static Charset charset() {
        String name = System.getProperty("sun.jnu.encoding", "UTF-8");
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.UTF_8;
    }
}
