package dev.varve.storage.tar;

import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.RawText;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/// The entries of a layer's tar that say what is gone: `.wh.<name>` and `.wh..wh..opq`.
final class Whiteouts {
    private static final byte[] MARK = ".wh.".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OPAQUE = ".wh..wh..opq".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = new byte[0];

    private Whiteouts() {}

    /// A name that a layer's tar cannot hold, as it would remove another.
    static void refuse(byte[] name, byte[] path) throws IOException {
        if (name.length >= MARK.length && Arrays.equals(name, 0, 4, MARK, 0, 4)) {
            throw new IOException(
                    "a layer cannot hold "
                            + RawText.escape(path)
                            + ": names that start with .wh. stand for removed ones there");
        }
    }

    /// @param directory the path of the directory with a slash at its end, empty for the root
    /// @param stat gives the owner and the time
    static TarEntry of(byte[] directory, byte[] name, Stat stat) {
        byte[] path = joined(directory, joined(MARK, name));
        return entry(path, 0600, stat, stat.times().modifiedSeconds());
    }

    static TarEntry opaque(byte[] directory, Stat stat) {
        return entry(joined(directory, OPAQUE), stat.mode() & 0777, stat, 0);
    }

    private static TarEntry entry(byte[] path, int mode, Stat stat, long modified) {
        FileTimes times = new FileTimes(0, 0, modified, 0);
        return TarEntry.whole(
                path, EntryKind.FILE, NOTHING, mode, stat.uid(), stat.gid(), 0, 0, times, Map.of());
    }

    static byte[] joined(byte[] head, byte[] tail) {
        byte[] path = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, path, head.length, tail.length);
        return path;
    }
}
