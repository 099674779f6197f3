package dev.varve.cli.copy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads an archive in the ustar, PAX or GNU format, an entry at a time.
final class TarReader {
    private static final int BLOCK = 512;
    private static final int MAX_NAME = 4095;
    private static final int MAX_HEADER = 1024 * 1024;
    private static final String ATTRIBUTE = "SCHILY.xattr.";

    private final InputStream in;
    private long remaining;
    private long padding;

    TarReader(InputStream in) {
        this.in = in;
    }

    /// The next entry, after whose head its content can be read.
    Optional<TarEntry> next() throws IOException {
        Map<String, String> extended = new HashMap<>();
        while (true) {
            skip();
            byte[] head = new byte[BLOCK];
            int count = in.readNBytes(head, 0, BLOCK);
            if (count == 0 || isZero(head)) {
                drain();
                return Optional.empty();
            }
            if (count < BLOCK) {
                throw new IOException("the archive ends within a header");
            }
            check(head);
            long size = number(head, 124, 12);
            char flag = (char) (head[156] & 0xff);
            switch (flag) {
                case 'x' -> extended.putAll(records(content(size)));
                case 'g' -> content(size);
                case 'L' -> extended.put("path", untilZero(content(size)));
                case 'K' -> extended.put("linkpath", untilZero(content(size)));
                default -> {
                    return Optional.of(entry(head, flag, size, extended));
                }
            }
        }
    }

    /// Reads content of the entry; -1 at its end.
    int read(byte[] buffer) throws IOException {
        if (remaining == 0) {
            return -1;
        }
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, remaining));
        if (count < 0) {
            throw new IOException("the archive ends within a file");
        }
        remaining -= count;
        return count;
    }

    /// Reads what follows the end, so that whoever sends it is done.
    private void drain() throws IOException {
        byte[] buffer = new byte[BLOCK * 16];
        while (in.read(buffer) >= 0) {
            // nothing to keep
        }
    }

    private void skip() throws IOException {
        in.skipNBytes(remaining + padding);
        remaining = 0;
        padding = 0;
    }

    private static boolean isZero(byte[] block) {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static void check(byte[] head) throws IOException {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
        }
        if (sum != number(head, 148, 8)) {
            throw new IOException("the archive is damaged: a header has a wrong checksum");
        }
    }

    private TarEntry entry(byte[] head, char flag, long headSize, Map<String, String> extended)
            throws IOException {
        String prefix = text(head, 257, 5).equals("ustar") ? text(head, 345, 155) : "";
        if (head[263] == ' ') {
            // The old GNU format keeps times where ustar keeps the start of a name.
            prefix = "";
        }
        String name = (prefix.isEmpty() ? "" : prefix + "/") + text(head, 0, 100);
        name = extended.getOrDefault("path", name);
        String link = extended.getOrDefault("linkpath", text(head, 157, 100));
        if (name.length() > MAX_NAME || link.length() > MAX_NAME) {
            throw new IOException("the archive has a name of more than " + MAX_NAME + " bytes");
        }
        TarEntry.Kind kind = kind(flag, name);
        long size = extended.containsKey("size") ? whole(extended.get("size")) : headSize;
        boolean hasContent = kind == TarEntry.Kind.FILE;
        remaining = hasContent ? size : 0;
        padding = hasContent ? (BLOCK - size % BLOCK) % BLOCK : 0;
        Map<String, String> attributes = new HashMap<>();
        extended.forEach((key, value) -> {
            if (key.startsWith(ATTRIBUTE)) {
                attributes.put(key.substring(ATTRIBUTE.length()), value);
            }
        });
        return new TarEntry(
                name,
                kind,
                (int) number(head, 100, 8) & 07777,
                extended.containsKey("uid") ? whole(extended.get("uid")) : number(head, 108, 8),
                extended.containsKey("gid") ? whole(extended.get("gid")) : number(head, 116, 8),
                size,
                extended.containsKey("mtime")
                        ? seconds(extended.get("mtime"))
                        : number(head, 136, 12),
                link,
                number(head, 329, 8),
                number(head, 337, 8),
                attributes);
    }

    private static TarEntry.Kind kind(char flag, String name) throws IOException {
        return switch (flag) {
            case 0, '0', '7' -> name.endsWith("/") ? TarEntry.Kind.DIRECTORY : TarEntry.Kind.FILE;
            case '1' -> TarEntry.Kind.HARD_LINK;
            case '2' -> TarEntry.Kind.SYMBOLIC_LINK;
            case '3' -> TarEntry.Kind.CHARACTER_DEVICE;
            case '4' -> TarEntry.Kind.BLOCK_DEVICE;
            case '5' -> TarEntry.Kind.DIRECTORY;
            case '6' -> TarEntry.Kind.FIFO;
            default ->
                    throw new IOException(
                            "the archive has an entry of the unknown type " + (int) flag);
        };
    }

    /// The content of a header that extends the next one.
    private byte[] content(long size) throws IOException {
        if (size < 0 || size > MAX_HEADER) {
            throw new IOException("the archive has a header of more than " + MAX_HEADER + " bytes");
        }
        byte[] content = in.readNBytes((int) size);
        if (content.length < size) {
            throw new IOException("the archive ends within a header");
        }
        padding = (BLOCK - size % BLOCK) % BLOCK;
        return content;
    }

    /// PAX records `length key=value\n`. Values of extended attributes stay bytes.
    private static Map<String, String> records(byte[] content) throws IOException {
        Map<String, String> records = new HashMap<>();
        int at = 0;
        while (at < content.length && content[at] != 0) {
            int space = at;
            while (space < content.length && content[space] != ' ') {
                space++;
            }
            long length = whole(new String(content, at, space - at, StandardCharsets.ISO_8859_1));
            int end = (int) Math.min(content.length, at + length);
            int equals = space + 1;
            while (equals < end && content[equals] != '=') {
                equals++;
            }
            if (length <= 0 || equals >= end || content[end - 1] != '\n') {
                throw new IOException("the archive has a malformed PAX header");
            }
            String key = new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            String value =
                    key.startsWith(ATTRIBUTE)
                            ? new String(
                                    content,
                                    equals + 1,
                                    end - equals - 2,
                                    StandardCharsets.ISO_8859_1)
                            : utf8(content, equals + 1, end - equals - 2);
            records.put(key, value);
            at = end;
        }
        return records;
    }

    private static String untilZero(byte[] content) throws IOException {
        return text(content, 0, content.length);
    }

    private static String text(byte[] block, int start, int length) throws IOException {
        int end = start;
        while (end < start + length && block[end] != 0) {
            end++;
        }
        return utf8(block, start, end - start);
    }

    private static String utf8(byte[] bytes, int start, int length) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "the archive has a name that is not UTF-8: "
                            + new String(bytes, start, length, StandardCharsets.UTF_8),
                    e);
        }
    }

    /// Octal digits, or GNU's binary form for what does not fit them.
    private static long number(byte[] block, int start, int length) throws IOException {
        if ((block[start] & 0x80) != 0) {
            long value = block[start] & 0x7f;
            for (int i = start + 1; i < start + length; i++) {
                value = value << 8 | block[i] & 0xff;
            }
            return value;
        }
        String digits = new String(block, start, length, StandardCharsets.ISO_8859_1);
        int end = digits.indexOf(0);
        digits = (end < 0 ? digits : digits.substring(0, end)).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("the archive has a malformed number in a header", e);
        }
    }

    private static long whole(String digits) throws IOException {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw new IOException("the archive has a malformed number in a PAX header", e);
        }
    }

    private static long seconds(String time) throws IOException {
        int dot = time.indexOf('.');
        return whole(dot < 0 ? time : time.substring(0, dot));
    }
}
