package dev.varve.archive;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// What a client sends. A failure of it is told apart from what may be wrong with the archive.
/// Closing it, as decompressors on top do when they free their memory, leaves the client's stream
/// open.
final class SentStream extends FilterInputStream {
    private final BooleanSupplier cancelled;
    private final Function<IOException, StoreException> failure;

    /// @param failure what it means when nothing more comes
    SentStream(
            InputStream in,
            BooleanSupplier cancelled,
            Function<IOException, StoreException> failure) {
        super(in);
        this.cancelled = cancelled;
        this.failure = failure;
    }

    /// The body of a client's request.
    static SentStream ofClient(InputStream in, BooleanSupplier cancelled) {
        return new SentStream(
                in, cancelled, e -> new Cancelled("the client stopped sending: " + e.getMessage()));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (cancelled.getAsBoolean()) {
            throw new Cancelled("the daemon is stopping");
        }
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            throw failure.apply(e);
        }
    }

    @Override
    public void close() {}
}
