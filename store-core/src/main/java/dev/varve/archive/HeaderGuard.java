package dev.varve.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Stands below the tar reader, which keeps extended headers and long names in memory whatever
/// their size, and stops it when an entry has too much of them.
final class HeaderGuard extends FilterInputStream {
    private long left = Long.MAX_VALUE;

    HeaderGuard(InputStream in) {
        super(in);
    }

    /// Lets so many bytes through until the next call.
    void allow(long bytes) {
        left = bytes;
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

    @Override
    public long skip(long count) throws IOException {
        long skipped = super.skip(count);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long bytes) throws IOException {
        left -= Math.max(0, bytes);
        if (left < 0) {
            throw new IOException(
                    "an entry has more headers than the limit of "
                            + ArchiveLimits.HEADERS
                            + " bytes");
        }
    }
}
