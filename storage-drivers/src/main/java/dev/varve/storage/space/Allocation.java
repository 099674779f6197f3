package dev.varve.storage.space;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;

import java.io.IOException;
import java.nio.file.Path;

/// Files that hold nothing but room.
public final class Allocation {
    private static final int CHUNK = 1 << 17;

    private Allocation() {}

    /// Makes a file, or makes it longer, so that room for all of it is taken on the disk.
    public static void grow(Path file, long bytes) throws IOException {
        try (Fd fd =
                Open.at(
                        Fd.CWD,
                        Open.bytes(file.toAbsolutePath()),
                        Open.O_WRONLY | Open.O_CREAT,
                        0600)) {
            try {
                fd.allocate(bytes);
            } catch (LinuxException e) {
                if (e.errno() != Errno.EOPNOTSUPP) {
                    throw e;
                }
                fill(fd, bytes);
            }
        }
    }

    private static void fill(Fd fd, long bytes) throws IOException {
        byte[] zeros = new byte[CHUNK];
        for (long at = 0; at < bytes; at += CHUNK) {
            fd.write(zeros, 0, (int) Math.min(CHUNK, bytes - at));
        }
    }
}
