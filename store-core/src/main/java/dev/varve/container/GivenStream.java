package dev.varve.container;

import dev.varve.error.StoreException.Cancelled;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// What a client sends. That it stops sending is told apart from what may be wrong with what it
/// sent. Closing it leaves the client's stream open.
final class GivenStream extends FilterInputStream {
    GivenStream(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        try {
            return super.read(target, offset, length);
        } catch (IOException e) {
            throw new Cancelled("the archive stopped arriving: " + e.getMessage());
        }
    }

    @Override
    public void close() {}
}
