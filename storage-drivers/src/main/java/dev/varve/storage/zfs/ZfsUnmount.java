package dev.varve.storage.zfs;

import dev.varve.storage.disk.Disk;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// Unmounts datasets.
final class ZfsUnmount {
    /// Processes that are being started hold our descriptors for a moment.
    private static final int TRIES = 5;

    private static final int ROUNDS = 16;

    private ZfsUnmount() {}

    /// Unmounts, and removes the mount point; fails with `EBUSY` when somebody works in it.
    static void unmount(Path path) throws IOException {
        leaveMountPoint(path);
        Disk.deleteIfExists(path);
    }

    /// As [#unmount], but the mount point stays.
    static void leaveMountPoint(Path path) throws IOException {
        settle(path);
        for (int left = TRIES; ; left--) {
            try {
                Mounts.unmount(path);
                break;
            } catch (LinuxException e) {
                if (e.errno() != Errno.EBUSY || left == 1) {
                    throw e;
                }
                pause(20);
            }
        }
    }

    /// Lets zfs-fuse hear of files that were closed. The kernel tells it later, and never when the
    /// file system is unmounted meanwhile; zfs-fuse counts open files and would wait for ever. What
    /// is asked for in turn is answered after the earlier messages were read, a dozen at a time.
    private static void settle(Path path) throws IOException {
        FileStore store = Files.getFileStore(path);
        for (int round = 0; round < ROUNDS; round++) {
            store.getTotalSpace();
        }
    }

    static void pause(int milliseconds) throws InterruptedIOException {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
