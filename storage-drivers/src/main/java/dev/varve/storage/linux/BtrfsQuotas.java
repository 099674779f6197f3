package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;

/// Quotas of a btrfs. They are on or off for the whole file system; each subvolume then has a quota
/// group of the subvolume's own number.
public final class BtrfsQuotas {
    private static final long QUOTA_CTL = 0xc0109428L;
    private static final long QUOTA_RESCAN_WAIT = 0x942eL;
    private static final long QGROUP_CREATE = 0x4010942aL;
    private static final long QGROUP_LIMIT = 0x8030942bL;
    private static final long ENABLE = 1;
    private static final long MAX_EXCLUSIVE = 1 << 1;
    private static final long QUOTA_TREE = 8;
    private static final int STATUS = 240;

    private BtrfsQuotas() {}

    /// @param any a directory of the file system
    /// @throws LinuxException with EPERM for who has no right to know, or to switch them on
    public static boolean areOn(Fd any) throws LinuxException {
        return BtrfsIoctl.find(any, QUOTA_TREE, 0, STATUS, 0).isPresent();
    }

    /// Switches quotas on, and waits until what is there already is counted. When they are on in
    /// any way, nothing changes.
    public static void switchOn(Fd any) throws LinuxException {
        if (areOn(any)) {
            return;
        }
        MemorySegment control = BtrfsIoctl.arguments(16);
        control.set(JAVA_LONG, 0, ENABLE);
        BtrfsIoctl.change("BTRFS_IOC_QUOTA_CTL", any, QUOTA_CTL, control, "enable");
        MemorySegment none = MemorySegment.NULL;
        BtrfsIoctl.call("BTRFS_IOC_QUOTA_RESCAN_WAIT", any, QUOTA_RESCAN_WAIT, none, "wait");
    }

    /// Limits what a subvolume may have for itself alone: what it shares with another one, such as
    /// that which it is a snapshot of, does not count. More than that is `EDQUOT`.
    ///
    /// @param top its top directory
    public static void limit(Fd top, long bytes) throws LinuxException {
        MemorySegment arguments = BtrfsIoctl.arguments(48);
        arguments.setAtIndex(JAVA_LONG, 1, MAX_EXCLUSIVE);
        arguments.setAtIndex(JAVA_LONG, 3, bytes);
        BtrfsIoctl.change(
                "BTRFS_IOC_QGROUP_LIMIT", top, QGROUP_LIMIT, arguments, "to " + bytes + " bytes");
    }

    /// Drops the quota group of a subvolume that was destroyed, which kernels before 6.11 leave
    /// behind. That there is none, or that the kernel wants to drop it itself, is no error.
    public static void forget(Fd any, long number) throws LinuxException {
        Steps.before(Verb.IOCTL, "ioctl(BTRFS_IOC_QGROUP_CREATE)", any);
        MemorySegment arguments = BtrfsIoctl.arguments(16);
        arguments.setAtIndex(JAVA_LONG, 1, number);
        int _ = BtrfsIoctl.call(any, QGROUP_CREATE, arguments);
    }
}
