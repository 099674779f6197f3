package dev.varve.cli.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/// The receiving side of a connection: lines of the head, then bytes of the body.
final class HttpInput {
    /// All lines of the head, or of the chunk sizes and trailers, together.
    private static final int MAX_HEAD = 64 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(16 * 1024).flip();
    private int headBytes;

    HttpInput(SocketChannel channel) {
        this.channel = channel;
    }

    /// A line without its CR LF. A bare LF is refused.
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int b = read();
            if (b < 0) {
                throw new IOException("the connection was closed early");
            }
            if (++headBytes > MAX_HEAD) {
                throw new IOException("the answer's head is larger than " + MAX_HEAD + " bytes");
            }
            if (b == '\r') {
                if (read() != '\n') {
                    throw new IOException("the answer has a stray CR in its head");
                }
                return line.toString();
            }
            if (b == '\n') {
                throw new IOException("the answer has a stray LF in its head");
            }
            line.append((char) b);
        }
    }

    /// Gives lines their full limit again: a stream may have any number of chunks.
    void resetLimit() {
        headBytes = 0;
    }

    int read() throws IOException {
        return fill() ? buffer.get() & 0xff : -1;
    }

    int read(byte[] into, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, buffer.remaining());
        buffer.get(into, offset, count);
        return count;
    }

    private boolean fill() throws IOException {
        if (buffer.hasRemaining()) {
            return true;
        }
        buffer.clear();
        int count = channel.read(buffer);
        buffer.flip();
        return count > 0;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
