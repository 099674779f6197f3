package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// Subvolumes of a btrfs, each known by a number. Needs Linux 5.7 or newer.
public final class BtrfsSubvolumes {
    /// The inode of every subvolume's top directory, and of nothing else.
    private static final long TOP_INODE = 256;

    private static final long SUBVOL_CREATE_V2 = 0x50009418L;
    private static final long SNAP_CREATE_V2 = 0x50009417L;
    private static final long SNAP_DESTROY_V2 = 0x5000943fL;
    private static final long SUBVOL_GETFLAGS = 0x80089419L;
    private static final long SUBVOL_SETFLAGS = 0x4008941aL;
    private static final long INO_LOOKUP = 0xd0009412L;
    private static final long SYNC = 0x9408L;
    private static final long READ_ONLY = 1 << 1;
    private static final long BY_NUMBER = 1 << 4;
    private static final int ARGUMENT = 56;
    private static final int NAME_MAX = 255;

    private static final long TREE_OF_ROOTS = 1;
    private static final int ROOT_REF = 156;

    private static final int BY_HANDLE = 0x4d;
    private static final Function OPEN_BY_HANDLE_AT = Libc.function("open_by_handle_at");

    private BtrfsSubvolumes() {}

    /// Makes an empty one. The mode is subject to the process's umask: set it afterwards.
    public static void create(Fd dir, byte[] name) throws LinuxException {
        String subject = RawText.escape(name);
        MemorySegment arguments = named(name);
        BtrfsIoctl.change("BTRFS_IOC_SUBVOL_CREATE_V2", dir, SUBVOL_CREATE_V2, arguments, subject);
    }

    /// Makes a snapshot for reading and writing. Subvolumes in `source` are not in it: an empty
    /// directory stands for each.
    ///
    /// @param source a subvolume's top directory
    public static void snapshot(Fd source, Fd dir, byte[] name) throws LinuxException {
        String subject = RawText.escape(name);
        MemorySegment arguments = named(name);
        arguments.setAtIndex(JAVA_LONG, 0, source.number());
        BtrfsIoctl.change("BTRFS_IOC_SNAP_CREATE_V2", dir, SNAP_CREATE_V2, arguments, subject);
    }

    private static MemorySegment named(byte[] name) throws LinuxException {
        if (name.length > NAME_MAX) {
            throw LinuxException.of("ioctl", name, Errno.ENAMETOOLONG);
        }
        MemorySegment arguments = BtrfsIoctl.arguments(BtrfsIoctl.PAGE);
        MemorySegment.copy(name, 0, arguments, JAVA_BYTE, ARGUMENT, name.length);
        return arguments;
    }

    /// Whether a directory is on a btrfs.
    public static boolean areKnown(Fd dir) {
        MemorySegment lookup = BtrfsIoctl.arguments(BtrfsIoctl.PAGE);
        lookup.setAtIndex(JAVA_LONG, 1, TOP_INODE);
        return BtrfsIoctl.call(dir, INO_LOOKUP, lookup) == 0;
    }

    /// Whether a directory of a btrfs is the top of a subvolume.
    public static boolean isTop(Fd dir) throws LinuxException {
        return Stat.of(dir).inode() == TOP_INODE;
    }

    /// The number of the subvolume that a directory is in. Fails on other file systems.
    public static long numberOf(Fd dir) throws LinuxException {
        MemorySegment lookup = BtrfsIoctl.arguments(BtrfsIoctl.PAGE);
        lookup.setAtIndex(JAVA_LONG, 1, TOP_INODE);
        BtrfsIoctl.call("BTRFS_IOC_INO_LOOKUP", dir, INO_LOOKUP, lookup, subject(dir));
        return lookup.getAtIndex(JAVA_LONG, 0);
    }

    /// The top directory of a subvolume, wherever it is. The handle is the file system's own:
    /// inode, subvolume and a generation that is not asked for.
    ///
    /// @param any a directory of the file system
    public static Fd open(Fd any, long number) throws LinuxException {
        Libc.Memory m = Libc.memory();
        MemorySegment handle = BtrfsIoctl.arguments(32);
        handle.setAtIndex(JAVA_INT, 0, 20); // bytes
        handle.setAtIndex(JAVA_INT, 1, BY_HANDLE);
        handle.setAtIndex(JAVA_LONG, 1, TOP_INODE);
        handle.setAtIndex(JAVA_LONG, 2, number);
        int flags = Open.O_RDONLY | Open.O_DIRECTORY | Open.O_CLOEXEC;
        int fd = (int) OPEN_BY_HANDLE_AT.call(m, any.number(), handle.address(), flags);
        if (fd < 0) {
            byte[] subject = ("subvolume " + number).getBytes(StandardCharsets.US_ASCII);
            throw LinuxException.of("open_by_handle_at", subject, m.errno());
        }
        return new Fd(fd);
    }

    /// The numbers of the subvolumes whose names are in another one, wherever in it.
    ///
    /// @param any a directory of the file system
    public static List<Long> in(Fd any, long number) throws LinuxException {
        List<Long> found = new ArrayList<>();
        OptionalLong next = BtrfsIoctl.find(any, TREE_OF_ROOTS, number, ROOT_REF, 0);
        while (next.isPresent()) {
            found.add(next.getAsLong());
            long from = next.getAsLong() + 1;
            next = BtrfsIoctl.find(any, TREE_OF_ROOTS, number, ROOT_REF, from);
        }
        return found;
    }

    /// Deletes one with all that is in it, but for subvolumes: with such a one it is `ENOTEMPTY`.
    /// It is gone in one step; the kernel gives the space back later, in the background.
    ///
    /// @param any a directory of the file system
    public static void destroy(Fd any, long number) throws LinuxException {
        MemorySegment arguments = BtrfsIoctl.arguments(BtrfsIoctl.PAGE);
        arguments.setAtIndex(JAVA_LONG, 2, BY_NUMBER);
        arguments.set(JAVA_LONG, ARGUMENT, number);
        BtrfsIoctl.change(
                "BTRFS_IOC_SNAP_DESTROY_V2",
                any,
                SNAP_DESTROY_V2,
                arguments,
                "subvolume " + number);
    }

    public static boolean isReadOnly(Fd top) throws LinuxException {
        return (flags(top) & READ_ONLY) != 0;
    }

    /// Durable on return, with everything else that the file system's metadata has.
    public static void setReadOnly(Fd top, boolean readOnly) throws LinuxException {
        long flags = readOnly ? flags(top) | READ_ONLY : flags(top) & ~READ_ONLY;
        MemorySegment arguments = BtrfsIoctl.arguments(8);
        arguments.set(JAVA_LONG, 0, flags);
        BtrfsIoctl.change(
                "BTRFS_IOC_SUBVOL_SETFLAGS", top, SUBVOL_SETFLAGS, arguments, subject(top));
    }

    private static long flags(Fd top) throws LinuxException {
        MemorySegment flags = BtrfsIoctl.arguments(8);
        BtrfsIoctl.call("BTRFS_IOC_SUBVOL_GETFLAGS", top, SUBVOL_GETFLAGS, flags, subject(top));
        return flags.get(JAVA_LONG, 0);
    }

    /// Writes out everything that is dirty on the file system, as `syncfs` does. Then the kernel
    /// sets about giving back the space of what was destroyed, which it does not do after `syncfs`.
    ///
    /// `BTRFS_IOC_START_SYNC`, which is said not to wait, is no way to do it: it waits for a kernel
    /// thread that at times sleeps half a minute before it looks.
    public static void sync(Fd any) throws LinuxException {
        if (Steps.beforeFlush(Verb.SYNCFS, "ioctl(BTRFS_IOC_SYNC)", any)) {
            BtrfsIoctl.call("BTRFS_IOC_SYNC", any, SYNC, MemorySegment.NULL, subject(any));
        }
    }

    private static String subject(Fd fd) {
        return "descriptor " + fd.number();
    }
}
