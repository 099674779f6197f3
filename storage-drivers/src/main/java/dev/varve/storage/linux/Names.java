package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The names in an open directory, as raw bytes.
public final class Names {
    private static final int TYPE = 18;
    private static final int HEAD = 19;
    private static final byte DT_DIR = 4;
    private static final Function GETDENTS64 = Libc.function("getdents64");

    private Names() {}

    /// @param name raw
    /// @param directory whether the file system says that it is one; some say nothing (readdir(3))
    @SuppressWarnings("ArrayRecordComponent") // raw name; never compared or changed
    public record Entry(byte[] name, boolean directory) {}

    /// All names but `.` and `..`, in the file system's order. Starts over at each call. A
    /// directory that was removed while it is open has none.
    public static List<byte[]> in(Fd dir) throws LinuxException {
        List<byte[]> names = new ArrayList<>();
        read(dir, (name, _) -> names.add(name));
        return names;
    }

    /// As [#in], with what costs nothing more to know.
    public static List<Entry> entries(Fd dir) throws LinuxException {
        List<Entry> entries = new ArrayList<>();
        read(dir, (name, type) -> entries.add(new Entry(name, type == DT_DIR)));
        return entries;
    }

    private interface Taker {
        void take(byte[] name, byte type);
    }

    private static void read(Fd dir, Taker taker) throws LinuxException {
        long _ = dir.seek(0, Fd.SEEK_SET);
        Libc.Memory m = Libc.memory();
        while (true) {
            long n = GETDENTS64.call(m, dir.number(), m.data().address(), Libc.Memory.DATA);
            if (n < 0 && m.errno() == Errno.ENOENT) {
                return;
            }
            if (n < 0) {
                throw LinuxException.of("getdents64", dir.procPath(new byte[0]), m.errno());
            }
            if (n == 0) {
                return;
            }
            pass(m.data().asSlice(0, n), taker);
        }
    }

    private static void pass(MemorySegment entries, Taker taker) {
        long at = 0;
        while (at < entries.byteSize()) {
            int length = Short.toUnsignedInt(entries.get(JAVA_SHORT_UNALIGNED, at + 16));
            long end = at + HEAD;
            while (entries.get(JAVA_BYTE, end) != 0) {
                end++;
            }
            byte[] name = entries.asSlice(at + HEAD, end - at - HEAD).toArray(JAVA_BYTE);
            if (!isDots(name)) {
                taker.take(name, entries.get(JAVA_BYTE, at + TYPE));
            }
            at += length;
        }
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }
}
