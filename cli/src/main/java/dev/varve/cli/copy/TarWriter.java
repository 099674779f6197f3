package dev.varve.cli.copy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes an archive in the ustar format, with PAX headers for what does not fit it.
final class TarWriter {
    private static final int BLOCK = 512;
    private static final long MAX_SIZE = 077777777777L;
    private static final long MAX_ID = 07777777L;

    private final OutputStream out;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /// Writes the head of an entry. A file's content has to follow, by [#content].
    void head(TarEntry entry) throws IOException {
        Map<String, String> extended = new LinkedHashMap<>();
        if (!fits(entry.name())) {
            extended.put("path", entry.name());
        }
        if (!fits(entry.linkName())) {
            extended.put("linkpath", entry.linkName());
        }
        if (entry.size() > MAX_SIZE) {
            extended.put("size", Long.toString(entry.size()));
        }
        if (entry.uid() > MAX_ID) {
            extended.put("uid", Long.toString(entry.uid()));
        }
        if (entry.gid() > MAX_ID) {
            extended.put("gid", Long.toString(entry.gid()));
        }
        if (entry.mtime() < 0 || entry.mtime() > MAX_SIZE) {
            extended.put("mtime", Long.toString(entry.mtime()));
        }
        if (!extended.isEmpty()) {
            byte[] records = records(extended);
            out.write(block("PaxHeaders.0/x", 'x', 0644, 0, 0, records.length, 0, ""));
            content(records, records.length);
            end(records.length);
        }
        byte[] head =
                block(
                        entry.name(),
                        entry.kind().flag(),
                        entry.mode(),
                        entry.uid() > MAX_ID ? 0 : entry.uid(),
                        entry.gid() > MAX_ID ? 0 : entry.gid(),
                        entry.size() > MAX_SIZE ? 0 : entry.size(),
                        Math.clamp(entry.mtime(), 0, MAX_SIZE),
                        entry.linkName());
        if (entry.kind() == TarEntry.Kind.CHARACTER_DEVICE
                || entry.kind() == TarEntry.Kind.BLOCK_DEVICE) {
            octal(head, 329, 8, entry.deviceMajor());
            octal(head, 337, 8, entry.deviceMinor());
            sum(head);
        }
        out.write(head);
    }

    void content(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
    }

    /// Fills up the last block of a content.
    void end(long size) throws IOException {
        out.write(new byte[(int) ((BLOCK - size % BLOCK) % BLOCK)]);
    }

    /// Ends the archive.
    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private static boolean fits(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return bytes.length <= 100 && bytes.length == text.length();
    }

    private static byte[] records(Map<String, String> extended) {
        StringBuilder text = new StringBuilder();
        extended.forEach((key, value) -> {
            String rest = " " + key + "=" + value + "\n";
            int size = rest.getBytes(StandardCharsets.UTF_8).length;
            int length = size + Integer.toString(size).length();
            length = size + Integer.toString(length).length();
            text.append(length).append(rest);
        });
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] block(
            String name,
            char flag,
            int mode,
            long uid,
            long gid,
            long size,
            long mtime,
            String link) {
        byte[] head = new byte[BLOCK];
        text(head, 0, 100, name);
        octal(head, 100, 8, mode);
        octal(head, 108, 8, uid);
        octal(head, 116, 8, gid);
        octal(head, 124, 12, size);
        octal(head, 136, 12, mtime);
        head[156] = (byte) flag;
        text(head, 157, 100, link);
        text(head, 257, 6, "ustar");
        text(head, 263, 2, "00");
        sum(head);
        return head;
    }

    /// What does not fit stands in the PAX header before.
    private static void text(byte[] head, int start, int length, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, head, start, Math.min(length, bytes.length));
    }

    private static void octal(byte[] head, int start, int length, long value) {
        String digits = Long.toOctalString(value);
        text(head, start, length, "0".repeat(Math.max(0, length - 1 - digits.length())) + digits);
    }

    private static void sum(byte[] head) {
        Arrays.fill(head, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : head) {
            sum += b & 0xff;
        }
        octal(head, 148, 7, sum);
        head[154] = 0;
    }
}
