package dev.varve.storage.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A name as the two fields of a USTAR header hold it.
@SuppressWarnings("ArrayRecordComponent") // raw names; never compared or changed
record UstarName(byte[] prefix, byte[] name) {
    static final int NAME = 100;
    static final int PREFIX = 155;
    private static final byte[] NONE = new byte[0];
    private static final byte[] EXTENDED = "PaxHeaders.0/".getBytes(StandardCharsets.US_ASCII);

    static boolean isAscii(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    static boolean isLong(byte[] text) {
        return text.length > NAME;
    }

    /// Whether [#of] holds all of a name.
    static boolean fits(byte[] path) {
        return isAscii(path) && (!isLong(path) || split(path) > 0);
    }

    static UstarName of(byte[] path) {
        if (!isLong(path)) {
            return new UstarName(NONE, path);
        }
        int slash = split(path);
        return new UstarName(
                Arrays.copyOf(path, slash), Arrays.copyOfRange(path, slash + 1, path.length));
    }

    /// @return where a long name is cut in two, or 0 when it cannot be
    private static int split(byte[] path) {
        int slash = Math.min(path.length - 2, PREFIX);
        while (slash > 0 && path[slash] != '/') {
            slash--;
        }
        return path.length - slash - 1 <= NAME ? Math.max(slash, 0) : 0;
    }

    /// What stands in the header where a PAX header gives the name: the start of it, with no slash
    /// at its end where the name has none there, as some readers take that for a directory.
    static UstarName cut(byte[] path) {
        byte[] ascii = ascii(path);
        if (!isLong(ascii)) {
            return new UstarName(NONE, ascii);
        }
        int end = NAME;
        while (end > 0 && ascii[end - 1] == '/') {
            end--;
        }
        return new UstarName(NONE, Arrays.copyOf(ascii, end));
    }

    /// The name of a PAX header itself, made from that of its entry: `dir/PaxHeaders.0/file`.
    static byte[] extended(byte[] path) {
        int start = path.length > 1 && path[0] == '.' && path[1] == '/' ? 2 : 0;
        int slash = path.length;
        while (slash > start && path[slash - 1] != '/') {
            slash--;
        }
        byte[] name = new byte[path.length - start + EXTENDED.length];
        System.arraycopy(path, start, name, 0, slash - start);
        System.arraycopy(EXTENDED, 0, name, slash - start, EXTENDED.length);
        System.arraycopy(path, slash, name, slash - start + EXTENDED.length, path.length - slash);
        byte[] ascii = ascii(name);
        int end = Math.min(ascii.length, NAME);
        while (end > 0 && ascii[end - 1] == '/') {
            end--;
        }
        return Arrays.copyOf(ascii, end);
    }

    private static byte[] ascii(byte[] text) {
        byte[] ascii = new byte[text.length];
        int length = 0;
        for (byte b : text) {
            if (b >= 0) {
                ascii[length++] = b;
            }
        }
        return Arrays.copyOf(ascii, length);
    }
}
