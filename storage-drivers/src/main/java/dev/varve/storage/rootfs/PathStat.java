package dev.varve.storage.rootfs;

import dev.varve.storage.linux.Stat;

import java.time.Instant;

/// What the header `X-Docker-Container-Path-Stat` says of a path.
///
/// @param name the path's last component: `/` for the root, `.` when the path ends with it
/// @param mode a number of Go's `os.FileMode`
/// @param linkTarget where a symbolic link leads in the end, from the root; empty for all else
public record PathStat(String name, long size, long mode, Instant modified, String linkTarget) {
    private static final long DIRECTORY = 1L << 31;
    private static final long SYMLINK = 1L << 27;
    private static final long DEVICE = 1L << 26;
    private static final long PIPE = 1L << 25;
    private static final long SOCKET = 1L << 24;
    private static final long SETUID = 1L << 23;
    private static final long SETGID = 1L << 22;
    private static final long CHARACTER_DEVICE = 1L << 21;
    private static final long STICKY = 1L << 20;

    static PathStat of(String name, Stat stat, String linkTarget) {
        Instant modified =
                Instant.ofEpochSecond(stat.times().modifiedSeconds(), stat.times().modifiedNanos());
        return new PathStat(name, stat.size(), goMode(stat), modified, linkTarget);
    }

    public boolean isDirectory() {
        return (mode & DIRECTORY) != 0;
    }

    private static long goMode(Stat stat) {
        long mode = stat.mode() & 0777;
        mode |= (stat.mode() & 04000) != 0 ? SETUID : 0;
        mode |= (stat.mode() & 02000) != 0 ? SETGID : 0;
        mode |= (stat.mode() & 01000) != 0 ? STICKY : 0;
        return mode
                | switch (stat.type()) {
                    case Stat.S_IFDIR -> DIRECTORY;
                    case Stat.S_IFLNK -> SYMLINK;
                    case Stat.S_IFBLK -> DEVICE;
                    case Stat.S_IFCHR -> DEVICE | CHARACTER_DEVICE;
                    case Stat.S_IFIFO -> PIPE;
                    case Stat.S_IFSOCK -> SOCKET;
                    default -> 0;
                };
    }
}
