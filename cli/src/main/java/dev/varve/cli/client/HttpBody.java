package dev.varve.cli.client;

import java.io.IOException;
import java.io.InputStream;

/// The body of an answer. Ends where the framing says; a connection that ends earlier is an error,
/// never an end.
final class HttpBody extends InputStream {
    private final HttpInput input;
    private final boolean chunked;
    private long remaining;
    private boolean inChunk;
    private boolean ended;

    private HttpBody(HttpInput input, boolean chunked, long remaining) {
        this.input = input;
        this.chunked = chunked;
        this.remaining = remaining;
        this.ended = !chunked && remaining == 0;
    }

    static HttpBody chunked(HttpInput input) {
        return new HttpBody(input, true, 0);
    }

    static HttpBody ofLength(HttpInput input, long length) {
        return new HttpBody(input, false, length);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ended && remaining == 0) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        int count = input.read(into, offset, (int) Math.min(length, remaining));
        if (count < 0) {
            throw new IOException("the connection was closed before the end of the answer");
        }
        remaining -= count;
        if (remaining == 0 && !chunked) {
            ended = true;
        }
        return count;
    }

    private void nextChunk() throws IOException {
        input.resetLimit();
        if (inChunk && !input.line().isEmpty()) {
            throw new IOException("the answer has a chunk of the wrong length");
        }
        String line = input.line();
        int semicolon = line.indexOf(';');
        String size = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
        remaining = hexadecimal(size);
        inChunk = true;
        if (remaining == 0) {
            while (!input.line().isEmpty()) {
                // trailers say nothing that is used
            }
            ended = true;
        }
    }

    private static long hexadecimal(String text) throws IOException {
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0 || i >= 15) {
                throw new IOException("the answer has a bad chunk size");
            }
            value = value * 16 + digit;
        }
        if (text.isEmpty()) {
            throw new IOException("the answer has a bad chunk size");
        }
        return value;
    }
}
