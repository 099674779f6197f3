package dev.varve.storage.tar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes tars byte by byte, wrong ones too.
public final class TestTar {
    private static final int MTIME = 1_700_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, byte[]> pax = new LinkedHashMap<>();
    private int uid;
    private int gid;

    public static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A record for the next entry.
    public TestTar pax(String key, String value) {
        return pax(key, value.getBytes(StandardCharsets.UTF_8));
    }

    public TestTar pax(String key, byte[] value) {
        pax.put(key, value);
        return this;
    }

    /// The owner of all entries from here on.
    public TestTar owner(int user, int group) {
        uid = user;
        gid = group;
        return this;
    }

    public TestTar file(String name, String content) {
        return file(name, 0644, latin1(content));
    }

    public TestTar file(String name, int mode, byte[] content) {
        return entry(latin1(name), '0', mode, "", content.length, content);
    }

    public TestTar dir(String name) {
        return dir(name, 0755);
    }

    public TestTar dir(String name, int mode) {
        return entry(latin1(name), '5', mode, "", 0, new byte[0]);
    }

    public TestTar symlink(String name, String target) {
        return entry(latin1(name), '2', 0777, target, 0, new byte[0]);
    }

    public TestTar hardLink(String name, String target) {
        return entry(latin1(name), '1', 0644, target, 0, new byte[0]);
    }

    public TestTar fifo(String name) {
        return entry(latin1(name), '6', 0640, "", 0, new byte[0]);
    }

    public TestTar device(String name, char type, int major, int minor) {
        flushPax();
        byte[] header = header(latin1(name), type, 0660, "", 0);
        octal(header, 329, 8, major);
        octal(header, 337, 8, minor);
        return raw(sealed(header));
    }

    public TestTar entry(byte[] name, char type, int mode, String link, long size, byte[] content) {
        flushPax();
        raw(sealed(header(name, type, mode, link, size)));
        return padded(content);
    }

    /// A GNU long name or link for the next entry.
    public TestTar gnuLong(char type, String value) {
        byte[] data = latin1(value + "\0");
        raw(sealed(header(latin1("././@LongLink"), type, 0, "", data.length)));
        return padded(data);
    }

    public TestTar raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    public byte[] header(byte[] name, char type, int mode, String link, long size) {
        byte[] h = new byte[512];
        System.arraycopy(name, 0, h, 0, Math.min(100, name.length));
        octal(h, 100, 8, mode);
        octal(h, 108, 8, uid);
        octal(h, 116, 8, gid);
        octal(h, 124, 12, size);
        octal(h, 136, 12, MTIME);
        h[156] = (byte) type;
        byte[] target = latin1(link);
        System.arraycopy(target, 0, h, 157, Math.min(100, target.length));
        System.arraycopy(latin1("ustar\00000"), 0, h, 257, 8);
        return h;
    }

    public static byte[] sealed(byte[] header) {
        Arrays.fill(header, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        octal(header, 148, 7, sum);
        return header;
    }

    public static void octal(byte[] header, int offset, int length, long value) {
        byte[] digits = latin1(Long.toOctalString(value));
        Arrays.fill(header, offset, offset + length - 1, (byte) '0');
        System.arraycopy(digits, 0, header, offset + length - 1 - digits.length, digits.length);
        header[offset + length - 1] = 0;
    }

    public TestTar padded(byte[] content) {
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & 511]);
        return this;
    }

    private void flushPax() {
        if (pax.isEmpty()) {
            return;
        }
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        pax.forEach((key, value) -> records.writeBytes(record(key, value)));
        pax.clear();
        extended('x', records.toByteArray());
    }

    public TestTar extended(char type, byte[] records) {
        raw(sealed(header(latin1("PaxHeaders/x"), type, 0644, "", records.length)));
        return padded(records);
    }

    public static byte[] record(String key, byte[] value) {
        byte[] k = key.getBytes(StandardCharsets.UTF_8);
        int body = k.length + value.length + 3;
        int length = body + Integer.toString(body).length();
        length = body + Integer.toString(length).length();
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(latin1(length + " "));
        record.writeBytes(k);
        record.write('=');
        record.writeBytes(value);
        record.write('\n');
        return record.toByteArray();
    }

    /// Everything so far with the end of the archive.
    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(out.toByteArray());
        all.writeBytes(new byte[1024]);
        return all.toByteArray();
    }

    public byte[] bytesWithoutEnd() {
        return out.toByteArray();
    }

    public InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }
}
