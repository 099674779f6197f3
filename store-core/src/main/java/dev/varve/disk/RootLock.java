package dev.varve.disk;

import dev.varve.error.StoreException;
import dev.varve.storage.disk.Disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps a second daemon away from a root. The lock is the kernel's and goes with the process, so a
/// crash leaves nothing to clean up.
public final class RootLock implements AutoCloseable {
    private final FileChannel channel;

    private RootLock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock, or fails at once when another process has it.
    public static RootLock acquire(Path file) throws IOException {
        FileChannel channel =
                Disk.channel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
            channel.close();
            throw new IOException(
                    "cannot open the store "
                            + file.getParent()
                            + ": another varved is using it; stop that one or choose another"
                            + " --data-root");
        }
        return new RootLock(channel);
    }

    /// Keeps daemons away without writing to the root, which may be read-only. Several may have it
    /// so at once.
    ///
    /// @throws StoreException.Conflict when a daemon has the root
    public static RootLock share(Path file) throws IOException {
        FileChannel channel = Disk.channel(file, StandardOpenOption.READ);
        if (tryShare(channel) == null) {
            channel.close();
            throw new StoreException.Conflict(
                    "cannot look at the store "
                            + file.getParent()
                            + " from outside: a varved is using it; ask that one, with `varve"
                            + " system check`, or stop it");
        }
        return new RootLock(channel);
    }

    private static @Nullable FileLock tryShare(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
