package dev.varve.api;

import java.io.IOException;
import java.io.InputStream;

/// The bytes of a JSON text, asked of the stream only when there is none left: what has arrived can
/// be used before the rest has.
final class JsonBytes {
    private static final int SIZE = 16 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[SIZE];
    private int position;
    private int end;
    private long before;

    JsonBytes(InputStream in) {
        this.in = in;
    }

    /// The next byte, or -1 at the end; it stays the next one.
    int peek() throws IOException {
        if (position == end) {
            before += end;
            position = 0;
            end = Math.max(0, in.read(buffer, 0, SIZE));
            if (end == 0) {
                return -1;
            }
        }
        return buffer[position] & 0xff;
    }

    /// Takes the byte that was peeked at.
    void skip() {
        position++;
    }

    int next() throws IOException {
        int next = peek();
        if (next >= 0) {
            position++;
        }
        return next;
    }

    /// How many of the next bytes that are here stand in a string for themselves: no end of it, no
    /// escape, nothing but ASCII.
    int plain() throws IOException {
        if (peek() < 0) {
            return 0;
        }
        int at = position;
        while (at < end) {
            byte b = buffer[at];
            // Bytes beyond ASCII are negative.
            if (b < 0x20 || b == '"' || b == '\\') {
                break;
            }
            at++;
        }
        return at - position;
    }

    /// Takes that many of the bytes that are here, all of them ASCII.
    @SuppressWarnings("deprecation") // the fastest way for ASCII, and it loads no decoder
    String ascii(int count) {
        String text = new String(buffer, 0, position, count);
        position += count;
        return text;
    }

    /// Whether the byte after that many is here, and a quotation mark.
    boolean endsAfter(int count) {
        return position + count < end && buffer[position + count] == '"';
    }

    /// How many bytes were taken.
    long offset() {
        return before + position;
    }

    void close() throws IOException {
        in.close();
    }
}
