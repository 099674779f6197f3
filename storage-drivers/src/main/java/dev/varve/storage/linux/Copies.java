package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.varve.storage.disk.Verb;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Copies of file content that the kernel makes itself.
public final class Copies {
    private static final long FICLONE = 0x40049409L;
    private static final Function IOCTL = Libc.function("ioctl");
    private static final Function COPY_FILE_RANGE = Libc.function("copy_file_range");

    private Copies() {}

    /// Makes `to` share all of `from`'s blocks.
    ///
    /// @return false when the file system cannot, or not between these two
    public static boolean share(Fd from, Fd to) throws LinuxException {
        Steps.before(Verb.IOCTL, "ioctl(FICLONE)", to);
        Libc.Memory m = Libc.memory();
        int rc = (int) IOCTL.call(m, to.number(), FICLONE, from.number());
        if (rc == 0) {
            return true;
        }
        return switch (m.errno()) {
            case Errno.EOPNOTSUPP, Errno.EXDEV, Errno.EINVAL, Errno.ENOTTY -> false;
            default -> throw failed("ioctl(FICLONE)", from, m.errno());
        };
    }

    /// Copies a range to the same offset.
    public static void range(Fd from, Fd to, long offset, long length) throws LinuxException {
        Steps.before(Verb.WRITE, "copy_file_range", to);
        Libc.Memory m = Libc.memory();
        MemorySegment in = m.first.asSlice(0, 8);
        MemorySegment out = m.second.asSlice(0, 8);
        in.set(JAVA_LONG, 0, offset);
        out.set(JAVA_LONG, 0, offset);
        long left = length;
        while (left > 0) {
            long n =
                    COPY_FILE_RANGE.call(
                            m, from.number(), in.address(), to.number(), out.address(), left, 0);
            if (n < 0) {
                throw failed("copy_file_range", from, m.errno());
            }
            if (n == 0) {
                return;
            }
            left -= n;
        }
    }

    private static LinuxException failed(String call, Fd from, int errno) {
        return LinuxException.of(
                call, ("descriptor " + from.number()).getBytes(StandardCharsets.US_ASCII), errno);
    }
}
