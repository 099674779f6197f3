package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/// What `statvfs` says of a file system.
///
/// @param freeBytes for those who may not use what is kept for root
/// @param inodes how many it can have; 0 when it has no fixed number
public record FileSystemFigures(long freeBytes, long inodes, long freeInodes) {
    private static final Function STATVFS = Libc.function("statvfs");

    /// The file system that a path lies on.
    public static FileSystemFigures of(Path path) throws LinuxException {
        Libc.Memory m = Libc.memory();
        byte[] name = Open.bytes(path);
        MemorySegment first = m.first("statvfs", name);
        MemorySegment x = m.second;
        int rc = (int) STATVFS.call(m, first.address(), x.address());
        if (rc != 0) {
            throw LinuxException.of("statvfs", name, m.errno());
        }
        return new FileSystemFigures(
                x.getAtIndex(JAVA_LONG, 1) * x.getAtIndex(JAVA_LONG, 4),
                x.getAtIndex(JAVA_LONG, 5),
                x.getAtIndex(JAVA_LONG, 7));
    }
}
