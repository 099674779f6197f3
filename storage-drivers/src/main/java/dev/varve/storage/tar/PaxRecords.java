package dev.varve.storage.tar;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The records of one extended header. The last record of a key holds; an empty value takes the key
/// away.
final class PaxRecords {
    private static final String SCHILY = "SCHILY.xattr.";
    private static final String LIBARCHIVE = "LIBARCHIVE.xattr.";

    private final Map<String, byte[]> records = new HashMap<>();

    /// GNU sparse format 0.0 repeats these two keys, so they are kept apart, in order.
    private final List<Long> sparseNumbers = new ArrayList<>();

    static PaxRecords parse(byte[] block, TarLimits limits) throws MalformedLayerException {
        PaxRecords pax = new PaxRecords();
        int at = 0;
        int count = 0;
        while (at < block.length) {
            if (++count > limits.paxRecords()) {
                throw new MalformedLayerException(
                        "an extended header has more than the limit of "
                                + limits.paxRecords()
                                + " records");
            }
            int space = at;
            while (space < block.length && space - at <= 8 && block[space] != ' ') {
                space++;
            }
            if (space >= block.length || space == at || block[space] != ' ') {
                throw new MalformedLayerException("an extended header's record has no length");
            }
            long length =
                    TarNumbers.decimal(
                            Arrays.copyOfRange(block, at, space), 8, "a PAX record's length");
            if (length < space - at + 3L
                    || length > block.length - at
                    || block[(int) (at + length - 1)] != '\n') {
                throw new MalformedLayerException("an extended header's record has a wrong length");
            }
            pax.record(block, space + 1, (int) (at + length - 1), limits);
            at += (int) length;
        }
        return pax;
    }

    private void record(byte[] block, int from, int to, TarLimits limits)
            throws MalformedLayerException {
        int equals = from;
        while (equals < to && block[equals] != '=') {
            equals++;
        }
        if (equals == to || equals == from) {
            throw new MalformedLayerException("an extended header's record has no key");
        }
        String key = new String(block, from, equals - from, StandardCharsets.UTF_8);
        byte[] value = Arrays.copyOfRange(block, equals + 1, to);
        if (key.indexOf('\0') >= 0) {
            throw new MalformedLayerException("a PAX key holds a NUL byte");
        }
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            if (key.endsWith("offset") != (sparseNumbers.size() % 2 == 0)) {
                throw new MalformedLayerException("a sparse map's records are out of order");
            }
            sparseNumbers.add(TarNumbers.decimal(value, limits.digits(), key));
        } else {
            records.put(key, value);
        }
    }

    /// The value, or null when there is none or an empty one.
    byte @Nullable [] get(String key) {
        byte[] value = records.get(key);
        return value == null || value.length == 0 ? null : value;
    }

    List<Long> sparseNumbers() {
        return sparseNumbers;
    }

    /// Extended attributes by full name; those that star wrote win over libarchive's.
    Map<String, byte[]> xattrs() throws MalformedLayerException {
        Map<String, byte[]> found = new HashMap<>();
        for (Map.Entry<String, byte[]> record : records.entrySet()) {
            String key = record.getKey();
            if (key.startsWith(LIBARCHIVE)) {
                String name = percentDecoded(key.substring(LIBARCHIVE.length()));
                found.putIfAbsent(name, base64(record.getValue()));
            } else if (key.startsWith(SCHILY)) {
                found.put(key.substring(SCHILY.length()), record.getValue());
            }
        }
        return found;
    }

    private static byte[] base64(byte[] value) throws MalformedLayerException {
        try {
            return Base64.getDecoder().decode(value);
        } catch (IllegalArgumentException e) {
            throw new MalformedLayerException("an extended attribute is not base 64");
        }
    }

    private static String percentDecoded(String key) throws MalformedLayerException {
        byte[] raw = key.getBytes(StandardCharsets.UTF_8);
        byte[] decoded = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%' && i + 2 < raw.length) {
                int high = Character.digit(raw[i + 1], 16);
                int low = Character.digit(raw[i + 2], 16);
                if (high < 0 || low < 0) {
                    throw new MalformedLayerException("an extended attribute's name is malformed");
                }
                decoded[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else {
                decoded[length++] = raw[i];
            }
        }
        String name = new String(decoded, 0, length, StandardCharsets.UTF_8);
        if (name.indexOf('\0') >= 0) {
            throw new MalformedLayerException("an extended attribute's name holds a NUL byte");
        }
        return name;
    }
}
