package dev.varve.storage.tar;

import java.io.IOException;
import java.io.InputStream;

/// Reads a tar stream in large pieces and hands it out in blocks and runs.
final class BlockInput {
    static final int BLOCK = 512;
    private static final int BUFFER = 256 << 10;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;

    BlockInput(InputStream in) {
        this.in = in;
    }

    /// Reads a whole block.
    ///
    /// @return false at the end of the stream
    boolean block(byte[] into) throws IOException {
        int got = 0;
        while (got < BLOCK) {
            if (start == end && !fill()) {
                if (got == 0) {
                    return false;
                }
                throw new MalformedLayerException("it ends in the middle of a block");
            }
            int part = Math.min(BLOCK - got, end - start);
            System.arraycopy(buffer, start, into, got, part);
            start += part;
            got += part;
        }
        return true;
    }

    /// Makes at least one byte available.
    ///
    /// @return how many of at most `most` bytes are at [#offset] of [#array]
    int available(long most) throws IOException {
        if (start == end && !fill()) {
            throw new MalformedLayerException("it ends in the middle of an entry's data");
        }
        return (int) Math.min(most, end - start);
    }

    /// Fills the buffer so far that a run of `length` lies in one piece, when it fits.
    void gather(long length) throws IOException {
        if (length > BUFFER) {
            return;
        }
        if (start + length > BUFFER) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        while (end - start < length) {
            int n = in.read(buffer, end, BUFFER - end);
            if (n < 0) {
                return;
            }
            end += n;
        }
    }

    byte[] array() {
        return buffer;
    }

    int offset() {
        return start;
    }

    void consume(int count) {
        start += count;
    }

    void skip(long count) throws IOException {
        long left = count;
        while (left > 0) {
            int part = available(left);
            consume(part);
            left -= part;
        }
    }

    /// Skips padding, which may be missing as a whole at the very end of a stream.
    void skipPadding(long dataSize) throws IOException {
        int padding = (int) (-dataSize & (BLOCK - 1));
        if (padding > 0 && (start < end || fill())) {
            skip(padding);
        }
    }

    /// Reads to the very end of the stream.
    void drain() throws IOException {
        do {
            start = end;
        } while (fill());
    }

    private boolean fill() throws IOException {
        start = 0;
        end = 0;
        int n = in.read(buffer, 0, BUFFER);
        if (n <= 0) {
            return false;
        }
        end = n;
        return true;
    }
}
