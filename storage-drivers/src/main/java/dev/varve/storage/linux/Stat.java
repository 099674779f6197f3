package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What `statx` says of one inode.
///
/// @param mode with the type bits
/// @param device the device that holds it
/// @param special the device that it stands for, as `makedev` packs it
/// @param blocks of 512 bytes
/// @param mount number of the mount it was found in; 0 before Linux 5.8
/// @param changedSeconds when the kernel last saw any change of it, which nobody can set
public record Stat(
        int mode,
        long inode,
        long device,
        int links,
        int uid,
        int gid,
        long size,
        long blocks,
        long special,
        FileTimes times,
        long mount,
        long changedSeconds,
        int changedNanos) {
    public static final int S_IFMT = 0170000;
    public static final int S_IFSOCK = 0140000;
    public static final int S_IFLNK = 0120000;
    public static final int S_IFREG = 0100000;
    public static final int S_IFBLK = 0060000;
    public static final int S_IFDIR = 0040000;
    public static final int S_IFCHR = 0020000;
    public static final int S_IFIFO = 0010000;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int BASIC_STATS = 0x7ff;
    private static final int MNT_ID = 0x1000;
    private static final Function STATX = Libc.function("statx");

    /// A name in a directory; a symbolic link is described, not followed.
    public static Stat at(Fd dir, byte[] name) throws LinuxException {
        return statx(dir, name, AT_SYMLINK_NOFOLLOW);
    }

    public static Stat of(Fd fd) throws LinuxException {
        return statx(fd, new byte[0], AT_EMPTY_PATH);
    }

    /// As [#at], empty when there is no such name.
    public static Optional<Stat> find(Fd dir, byte[] name) throws LinuxException {
        try {
            return Optional.of(at(dir, name));
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Stat statx(Fd dir, byte[] name, int flags) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("statx", name);
        MemorySegment x = m.second;
        int rc =
                (int)
                        STATX.call(
                                m,
                                dir.number(),
                                path.address(),
                                flags,
                                BASIC_STATS | MNT_ID,
                                x.address());
        if (rc != 0) {
            throw LinuxException.of("statx", name, m.errno());
        }
        return read(x);
    }

    /// Offsets are those of `struct statx`, the same on every machine.
    private static Stat read(MemorySegment x) {
        return new Stat(
                Short.toUnsignedInt(x.get(JAVA_SHORT, 28)),
                x.get(JAVA_LONG, 32),
                device(x.get(JAVA_INT, 136), x.get(JAVA_INT, 140)),
                x.get(JAVA_INT, 16),
                x.get(JAVA_INT, 20),
                x.get(JAVA_INT, 24),
                x.get(JAVA_LONG, 40),
                x.get(JAVA_LONG, 48),
                device(x.get(JAVA_INT, 128), x.get(JAVA_INT, 132)),
                new FileTimes(
                        x.get(JAVA_LONG, 64),
                        x.get(JAVA_INT, 72),
                        x.get(JAVA_LONG, 112),
                        x.get(JAVA_INT, 120)),
                x.get(JAVA_LONG, 144),
                x.get(JAVA_LONG, 96),
                x.get(JAVA_INT, 104));
    }

    /// `makedev`.
    public static long device(int major, int minor) {
        return ((major & 0xfffL) << 8)
                | ((major & 0xfffff000L) << 32)
                | (minor & 0xffL)
                | ((minor & 0xffffff00L) << 12);
    }

    public static int major(long device) {
        return (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L));
    }

    public static int minor(long device) {
        return (int) ((device & 0xff) | ((device >>> 12) & 0xffffff00L));
    }

    public int type() {
        return mode & S_IFMT;
    }

    public boolean isDirectory() {
        return type() == S_IFDIR;
    }

    public boolean isRegular() {
        return type() == S_IFREG;
    }

    public boolean isSymlink() {
        return type() == S_IFLNK;
    }

    /// What tells this inode from every other one while it exists. A number alone does not: on
    /// btrfs a tree can hold subvolumes, each with numbers and a device of its own.
    public record Identity(long device, long inode) {}

    public Identity identity() {
        return new Identity(device, inode);
    }

    /// Whether the kernel has seen no change of it since it last saw one of the other.
    public boolean changedBefore(Stat other) {
        return changedSeconds < other.changedSeconds
                || (changedSeconds == other.changedSeconds && changedNanos < other.changedNanos);
    }

    /// As a file system has it that keeps no fractions of a second, which this may be compared
    /// with.
    public Stat inWholeSeconds() {
        return new Stat(
                mode,
                inode,
                device,
                links,
                uid,
                gid,
                size,
                blocks,
                special,
                times,
                mount,
                changedSeconds,
                0);
    }

    /// A character device 0:0, which the kernel's overlay takes for a removed name.
    public boolean isWhiteout() {
        return type() == S_IFCHR && special == 0;
    }
}
