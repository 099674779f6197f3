package dev.varve.layer;

import dev.varve.storage.inflate.RawInflater;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.ZipException;

/// Reads gzip of any number of members, each one's checksum and length checked (RFC 1952).
///
/// The JDK's own class asks `available()` whether another member follows, which says no while a
/// download is behind, and accepts garbage after the last member. Here zero bytes may follow it, as
/// gzip(1) allows, and anything else is refused.
final class GzipInputStream extends InputStream {
    private static final int INPUT = 1 << 16;

    /// Room for what an inflater gives back beyond the piece that it was given last.
    private static final int HEAD = 8;

    private static final int FLAG_HEADER_CRC = 2;
    private static final int FLAG_EXTRA = 4;
    private static final int FLAG_NAME = 8;
    private static final int FLAG_COMMENT = 16;

    private final InputStream in;
    private final RawInflater inflater = RawInflater.open();
    private final CRC32 crc = new CRC32();
    private final byte[] input = new byte[HEAD + INPUT];
    private long memberBytes;
    private int position;
    private int limit;
    private boolean inMember;
    private boolean afterMember;
    private boolean ended;

    GzipInputStream(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            if (!inMember && !beginMember()) {
                ended = true;
                return -1;
            }
            int count = inflate(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                memberBytes += count;
                return count;
            }
            endMember();
        }
        return -1;
    }

    /// @return 0 at the end of the member
    private int inflate(byte[] target, int offset, int length) throws IOException {
        try {
            while (true) {
                int count = inflater.inflate(target, offset, length);
                if (count > 0 || inflater.finished()) {
                    return count;
                }
                if (position == limit && !fill()) {
                    throw new EOFException("gzip stream ends in the middle of a member");
                }
                inflater.input(input, position, limit - position);
                position = limit;
            }
        } catch (DataFormatException e) {
            throw new ZipException("gzip stream is damaged: " + e.getMessage());
        }
    }

    private boolean beginMember() throws IOException {
        int first = next();
        while (first == 0 && afterMember) {
            first = next();
        }
        if (first < 0) {
            return false;
        }
        if (first != 0x1f || required() != 0x8b) {
            throw new ZipException("gzip stream is followed by something that is not gzip");
        }
        readHeader();
        inflater.reset();
        crc.reset();
        memberBytes = 0;
        inMember = true;
        return true;
    }

    private void readHeader() throws IOException {
        if (required() != 8) {
            throw new ZipException("gzip stream has an unknown compression method");
        }
        int flags = required();
        skip(6);
        if ((flags & FLAG_EXTRA) != 0) {
            skip(required() | required() << 8);
        }
        if ((flags & FLAG_NAME) != 0) {
            skipText();
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipText();
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void endMember() throws IOException {
        byte[] rest = inflater.rest();
        position = limit - rest.length;
        System.arraycopy(rest, 0, input, position, rest.length);
        long checksum = number();
        long expected = number();
        if (checksum != crc.getValue()) {
            throw new ZipException("gzip stream is damaged: its checksum does not fit");
        }
        if (expected != (memberBytes & 0xffffffffL)) {
            throw new ZipException("gzip stream is damaged: its length does not fit");
        }
        inMember = false;
        afterMember = true;
    }

    private long number() throws IOException {
        return required()
                | (long) required() << 8
                | (long) required() << 16
                | (long) required() << 24;
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            required();
        }
    }

    private void skipText() throws IOException {
        int c;
        do {
            c = required();
        } while (c != 0);
    }

    private int required() throws IOException {
        int value = next();
        if (value < 0) {
            throw new EOFException("gzip stream ends in the middle of a header or trailer");
        }
        return value;
    }

    private int next() throws IOException {
        return position == limit && !fill() ? -1 : input[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        int count = in.read(input, HEAD, INPUT);
        position = HEAD;
        limit = HEAD + Math.max(count, 0);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.close();
        in.close();
    }
}
