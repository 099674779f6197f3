package dev.varve.staging;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Tells how many bytes have been read.
public final class CountingStream extends FilterInputStream {
    /// Is told after each read.
    @FunctionalInterface
    public interface Listener {
        /// @param sum of this read and those before
        void read(int bytes, long sum);
    }

    private final Listener listener;
    private long done;

    public CountingStream(InputStream in, Listener listener) {
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
            listener.read(bytes, done);
        }
    }
}
