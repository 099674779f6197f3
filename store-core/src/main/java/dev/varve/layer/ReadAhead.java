package dev.varve.layer;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/// Reads a stream on a thread of its own, some pieces ahead of who reads this: so that a layer is
/// decompressed on one processor while its files are made on another.
///
/// The memory is bounded: [#PIECES] pieces of [#PIECE] bytes, which are used again.
final class ReadAhead extends InputStream {
    private static final int PIECE = 256 << 10;
    private static final int PIECES = 6;

    /// @param length -1 at the end of the stream
    /// @param failure what the stream threw, instead of more bytes
    private record Piece(byte[] bytes, int length, @Nullable Throwable failure) {}

    private final InputStream source;
    private final BlockingQueue<Piece> full = new ArrayBlockingQueue<>(PIECES + 1);
    private final BlockingQueue<byte[]> empty = new ArrayBlockingQueue<>(PIECES);
    private final Thread reader;
    private Piece current = new Piece(new byte[0], 0, null);
    private int position;

    private ReadAhead(InputStream source) {
        this.source = source;
        // A platform thread: inflating with foreign code would hold the carrier of a virtual one.
        this.reader =
                Thread.ofPlatform()
                        .daemon()
                        .name(Thread.currentThread().getName() + " inflate")
                        .unstarted(this::run);
    }

    /// Starts reading at once. Closing closes the source, after the thread has ended.
    static ReadAhead of(InputStream source) {
        ReadAhead stream = new ReadAhead(source);
        stream.reader.start();
        return stream;
    }

    private void run() {
        int made = 0;
        try {
            while (true) {
                byte[] bytes = empty.poll();
                if (bytes == null) {
                    bytes = made++ < PIECES ? new byte[PIECE] : empty.take();
                }
                int length = fill(bytes);
                full.put(new Piece(bytes, length, null));
                if (length < 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // closed before the end
        } catch (Throwable e) {
            full.offer(new Piece(new byte[0], -1, e));
        }
    }

    /// As much as comes without leaving the consumer waiting for the rest of a piece.
    private int fill(byte[] bytes) throws IOException {
        int length = source.read(bytes, 0, bytes.length);
        while (length > 0 && length < bytes.length && !full.isEmpty()) {
            int more = source.read(bytes, length, bytes.length - length);
            if (more < 0) {
                return length;
            }
            length += more;
        }
        return length;
    }

    @Override
    public int read() throws IOException {
        return advance() ? current.bytes()[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!advance()) {
            return -1;
        }
        int part = Math.min(length, current.length() - position);
        System.arraycopy(current.bytes(), position, target, offset, part);
        position += part;
        return part;
    }

    /// @return false at the end
    private boolean advance() throws IOException {
        while (position == current.length() || current.length() < 0) {
            if (current.length() < 0) {
                rethrow(current.failure());
                return false;
            }
            if (current.bytes().length == PIECE) {
                empty.offer(current.bytes());
            }
            try {
                current = full.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while a layer was decompressed");
            }
            position = 0;
        }
        return true;
    }

    private static void rethrow(@Nullable Throwable failure) throws IOException {
        switch (failure) {
            case null -> {}
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failure);
        }
    }

    /// Waits for the thread, so that nothing reads the source any more.
    @Override
    public void close() throws IOException {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        source.close();
    }
}
