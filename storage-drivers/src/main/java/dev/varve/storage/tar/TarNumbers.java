package dev.varve.storage.tar;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Numbers as tar headers and PAX records write them, never narrowed.
final class TarNumbers {
    private TarNumbers() {}

    /// An octal or base-256 field of a header; an empty one is 0.
    static long field(byte[] block, int offset, int length, String what)
            throws MalformedLayerException {
        if ((block[offset] & 0x80) != 0) {
            return base256(block, offset, length, what);
        }
        int from = offset;
        int to = offset + length;
        while (from < to && (block[from] == ' ' || block[from] == 0)) {
            from++;
        }
        while (to > from && (block[to - 1] == ' ' || block[to - 1] == 0)) {
            to--;
        }
        long value = 0;
        for (int i = from; i < to; i++) {
            int digit = block[i] - '0';
            if (digit < 0 || digit > 7) {
                throw new MalformedLayerException(what + " is not an octal number");
            }
            value = (value << 3) | digit;
        }
        return value;
    }

    private static long base256(byte[] block, int offset, int length, String what)
            throws MalformedLayerException {
        boolean negative = (block[offset] & 0x40) != 0;
        // The first byte's top bit is the marker: spread the sign over it.
        long value = negative ? block[offset] : block[offset] & 0x7f;
        for (int i = offset + 1; i < offset + length; i++) {
            if (value > Long.MAX_VALUE >> 8 || value < Long.MIN_VALUE >> 8) {
                throw new MalformedLayerException(what + " does not fit into 64 bits");
            }
            value = (value << 8) | (block[i] & 0xff);
        }
        return value;
    }

    /// A decimal number of a PAX record.
    static long decimal(byte[] text, int maxDigits, String what) throws MalformedLayerException {
        int digits = text.length > 0 && text[0] == '-' ? text.length - 1 : text.length;
        if (digits > maxDigits) {
            throw new MalformedLayerException(
                    what + " has " + digits + " digits, more than the limit of " + maxDigits);
        }
        for (int i = text.length - digits; i < text.length; i++) {
            if (text[i] < '0' || text[i] > '9') {
                throw new MalformedLayerException(what + " is not a decimal number");
            }
        }
        try {
            return Long.parseLong(new String(text, StandardCharsets.US_ASCII));
        } catch (NumberFormatException e) {
            throw new MalformedLayerException(what + " is not a number of 64 bits");
        }
    }

    /// A time of a PAX record: seconds and the nanoseconds of the second, rounded down.
    static long[] time(byte[] text, int maxDigits, String what) throws MalformedLayerException {
        int dot = 0;
        while (dot < text.length && text[dot] != '.') {
            dot++;
        }
        long seconds = decimal(Arrays.copyOf(text, dot), maxDigits, what);
        long nanos = 0;
        boolean rest = false;
        for (int i = 0; i < Math.max(9, text.length - dot - 1); i++) {
            int at = dot + 1 + i;
            int digit = at < text.length ? text[at] - '0' : 0;
            if (digit < 0 || digit > 9 || i >= 2 * maxDigits) {
                throw new MalformedLayerException(what + " is not a time in seconds");
            }
            nanos = i < 9 ? nanos * 10 + digit : nanos;
            rest |= i >= 9 && digit != 0;
        }
        boolean negative = text[0] == '-';
        if (!negative || (nanos == 0 && !rest)) {
            return new long[] {seconds, nanos};
        }
        long below = nanos + (rest ? 1 : 0);
        return new long[] {seconds - 1, 1_000_000_000L - below};
    }
}
