package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// The names in an open directory, as raw bytes.
public final class Names {
    private static final int HEAD = 19;
    private static final Function GETDENTS64 = Libc.function("getdents64");

    private Names() {}

    /// All names but `.` and `..`, in the file system's order. Starts over at each call. A
    /// directory that was removed while it is open has none.
    public static List<byte[]> in(Fd dir) throws LinuxException {
        long _ = dir.seek(0, Fd.SEEK_SET);
        Libc.Memory m = Libc.memory();
        List<byte[]> names = new ArrayList<>();
        while (true) {
            long n = GETDENTS64.call(m, dir.number(), m.data().address(), Libc.Memory.DATA);
            if (n < 0 && m.errno() == Errno.ENOENT) {
                return names;
            }
            if (n < 0) {
                throw LinuxException.of("getdents64", dir.procPath(new byte[0]), m.errno());
            }
            if (n == 0) {
                return names;
            }
            collect(m.data().asSlice(0, n), names);
        }
    }

    private static void collect(MemorySegment entries, List<byte[]> names) {
        long at = 0;
        while (at < entries.byteSize()) {
            int length = Short.toUnsignedInt(entries.get(JAVA_SHORT_UNALIGNED, at + 16));
            long end = at + HEAD;
            while (entries.get(JAVA_BYTE, end) != 0) {
                end++;
            }
            byte[] name = entries.asSlice(at + HEAD, end - at - HEAD).toArray(JAVA_BYTE);
            if (!isDots(name)) {
                names.add(name);
            }
            at += length;
        }
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }
}
