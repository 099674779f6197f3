package dev.varve.storage.tar;

import dev.varve.storage.linux.FileTimes;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes a tar: USTAR where an entry fits into its header, else with a PAX header before it. Names
/// are raw bytes.
///
/// Block for block what dockerd's writer makes of the same entries, so that equal trees give equal
/// digests.
final class TarWriter {
    private static final int BLOCK = 512;
    private static final int BUFFER = 64 << 10;
    private static final byte[] MAGIC = "ustar\00000".getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] block = new byte[BLOCK];
    private long dataLeft;
    private int padding;

    TarWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, BUFFER);
    }

    /// Starts an entry. A file's data follows with [#data], all of it.
    void entry(TarEntry entry) throws IOException {
        checkComplete();
        PaxWriter pax = new PaxWriter();
        records(entry, pax);
        if (pax.isEmpty() && UstarName.fits(entry.name())) {
            header(entry, UstarName.of(entry.name()));
        } else {
            if (UstarName.isLong(entry.name()) || !UstarName.isAscii(entry.name())) {
                pax.put("path", entry.name());
            }
            extendedHeader(entry.name(), pax.bytes());
            header(entry, UstarName.cut(entry.name()));
        }
        dataLeft = entry.kind() == EntryKind.FILE ? entry.size() : 0;
        padding = (int) (-dataLeft & (BLOCK - 1));
    }

    void data(byte[] from, int length) throws IOException {
        if (length > dataLeft) {
            throw new IllegalStateException("an entry got more data than its size says");
        }
        out.write(from, 0, length);
        dataLeft -= length;
        if (dataLeft == 0) {
            out.write(new byte[padding]);
        }
    }

    /// Ends the archive and flushes; does not close.
    void finish() throws IOException {
        checkComplete();
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }

    private void checkComplete() {
        if (dataLeft > 0) {
            throw new IllegalStateException("an entry was left with data to come");
        }
    }

    /// What the header cannot hold, but for the name.
    private static void records(TarEntry entry, PaxWriter pax) {
        byte[] link = entry.linkName();
        FileTimes times = entry.times();
        entry.xattrs().forEach(pax::xattr);
        if (UstarName.isLong(link) || !UstarName.isAscii(link)) {
            pax.put("linkpath", link);
        }
        pax.unlessOctal("size", entry.size(), 11);
        pax.unlessOctal("uid", Integer.toUnsignedLong(entry.uid()), 7);
        pax.unlessOctal("gid", Integer.toUnsignedLong(entry.gid()), 7);
        pax.time("mtime", times.modifiedSeconds(), times.modifiedNanos(), 11);
    }

    private void extendedHeader(byte[] name, byte[] records) throws IOException {
        Arrays.fill(block, (byte) 0);
        text(0, UstarName.NAME, UstarName.extended(name));
        octal(100, 8, 0);
        octal(108, 8, 0);
        octal(116, 8, 0);
        octal(124, 12, records.length);
        octal(136, 12, 0);
        seal('x');
        out.write(records);
        out.write(new byte[-records.length & (BLOCK - 1)]);
    }

    private void header(TarEntry entry, UstarName name) throws IOException {
        Arrays.fill(block, (byte) 0);
        text(0, UstarName.NAME, name.name());
        text(345, UstarName.PREFIX, name.prefix());
        octal(100, 8, entry.mode());
        octal(108, 8, Integer.toUnsignedLong(entry.uid()));
        octal(116, 8, Integer.toUnsignedLong(entry.gid()));
        octal(124, 12, entry.size());
        octal(136, 12, entry.times().modifiedSeconds());
        text(157, UstarName.NAME, UstarName.cut(entry.linkName()).name());
        octal(329, 8, ((entry.device() >>> 8) & 0xfff) | ((entry.device() >>> 32) & ~0xfffL));
        octal(337, 8, (entry.device() & 0xff) | ((entry.device() >>> 12) & 0xffffff00L));
        seal(type(entry.kind()));
    }

    private static char type(EntryKind kind) {
        return switch (kind) {
            case FILE -> '0';
            case HARD_LINK -> '1';
            case SYMLINK -> '2';
            case CHARACTER_DEVICE -> '3';
            case BLOCK_DEVICE -> '4';
            case DIRECTORY -> '5';
            case FIFO -> '6';
        };
    }

    private void text(int offset, int length, byte[] text) {
        System.arraycopy(text, 0, block, offset, Math.min(text.length, length));
    }

    /// A number that does not fit is 0, and stands in the PAX header.
    private void octal(int offset, int length, long value) {
        long left = PaxWriter.fitsOctal(value, length - 1) ? value : 0;
        for (int i = offset + length - 2; i >= offset; i--) {
            block[i] = (byte) ('0' + (left & 7));
            left >>>= 3;
        }
        block[offset + length - 1] = 0;
    }

    private void seal(char type) throws IOException {
        block[156] = (byte) type;
        System.arraycopy(MAGIC, 0, block, 257, MAGIC.length);
        Arrays.fill(block, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        octal(148, 7, sum);
        out.write(block);
    }
}
