package dev.varve.archive;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/// Compresses what is written. Begins with the first byte, so that nothing goes out for an archive
/// that is refused.
final class CompressedStream extends OutputStream {
    private final OutputStream out;
    private final ArchiveCompression compression;
    private @Nullable OutputStream begun;

    CompressedStream(OutputStream out, ArchiveCompression compression) {
        this.out = out;
        this.compression = compression;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (begun == null) {
            begun = compression.over(new Open(out));
        }
        begun.write(bytes, offset, length);
    }

    /// Ends the compression; the stream below stays open.
    @Override
    public void close() throws IOException {
        if (begun != null) {
            begun.close();
        }
        out.flush();
    }

    /// Is not closed with what writes to it.
    private static final class Open extends OutputStream {
        private final OutputStream out;

        Open(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
