package dev.varve.staging;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/// Tells how many bytes have been read.
public final class CountingStream extends FilterInputStream {
    private final LongConsumer listener;
    private long done;

    /// @param listener gets the sum after each read
    public CountingStream(InputStream in, LongConsumer listener) {
        super(in);
        this.listener = listener;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        count(value < 0 ? 0 : 1);
        return value;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int count = super.read(target, offset, length);
        count(count);
        return count;
    }

    private void count(int bytes) {
        if (bytes > 0) {
            done += bytes;
            listener.accept(done);
        }
    }
}
