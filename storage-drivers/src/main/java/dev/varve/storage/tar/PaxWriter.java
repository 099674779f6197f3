package dev.varve.storage.tar;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/// Collects the records of one extended header.
final class PaxWriter {
    private final SortedMap<String, byte[]> records = new TreeMap<>();

    boolean isEmpty() {
        return records.isEmpty();
    }

    void put(String key, byte[] value) {
        records.put(key, value);
    }

    /// An attribute in the records of star, which every reader of layers knows; one whose name they
    /// cannot hold in those of libarchive.
    void xattr(String name, byte[] value) {
        if (name.indexOf('=') < 0) {
            put("SCHILY.xattr." + name, value);
        } else {
            String escaped = name.replace("%", "%25").replace("=", "%3D");
            put("LIBARCHIVE.xattr." + escaped, Base64.getEncoder().encode(value));
        }
    }

    /// A number that does not fit into an octal field of the header.
    void unlessOctal(String key, long value, int digits) {
        if (!fitsOctal(value, digits)) {
            put(key, ascii(Long.toString(value)));
        }
    }

    /// A time that is no whole number of seconds, or one that does not fit.
    void time(String key, long seconds, int nanos, int digits) {
        if (nanos == 0) {
            unlessOctal(key, seconds, digits);
            return;
        }
        boolean negative = seconds < 0;
        long whole = negative ? -(seconds + 1) : seconds;
        int part = negative ? 1_000_000_000 - nanos : nanos;
        String text = (negative ? "-" : "") + whole + "." + String.format("%09d", part);
        put(key, ascii(text.replaceAll("0+$", "")));
    }

    static boolean fitsOctal(long value, int digits) {
        return value >= 0 && value >>> (3 * digits) == 0;
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        records.forEach((key, value) -> {
            byte[] name = key.getBytes(StandardCharsets.UTF_8);
            int rest = name.length + value.length + 3;
            int length = rest + Integer.toString(rest).length();
            length = rest + Integer.toString(length).length();
            all.writeBytes(ascii(length + " "));
            all.writeBytes(name);
            all.write('=');
            all.writeBytes(value);
            all.write('\n');
        });
        return all.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
