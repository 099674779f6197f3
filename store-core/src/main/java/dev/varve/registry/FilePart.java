package dev.varve.registry;

import dev.varve.storage.disk.Disk;

import org.jspecify.annotations.Nullable;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// A part of a file as the body of a request. A request that has to be repeated reads it again.
final class FilePart {
    private final Path file;
    private final long offset;
    private final long length;
    private final AtomicLong sent = new AtomicLong();
    private volatile @Nullable IOException failure;

    FilePart(Path file, long offset, long length) {
        this.file = file;
        this.offset = offset;
        this.length = length;
    }

    long offset() {
        return offset;
    }

    long length() {
        return length;
    }

    /// How many bytes the connection has taken.
    long sent() {
        return sent.get();
    }

    /// Why the file could not be read; null when it is not the file's fault.
    @Nullable IOException failure() {
        return failure;
    }

    BodyPublisher publisher() {
        return length == 0
                ? BodyPublishers.noBody()
                : BodyPublishers.fromPublisher(BodyPublishers.ofInputStream(this::open), length);
    }

    private @Nullable InputStream open() {
        sent.set(0);
        try {
            FileChannel channel = Disk.channel(file);
            return new Counted(Channels.newInputStream(channel.position(offset)));
        } catch (IOException e) {
            failure = e;
            return null; // which the publisher takes for a failure
        }
    }

    /// Ends with the part, and tells a file that is too short from a broken connection.
    private final class Counted extends FilterInputStream {
        private long left = length;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int start, int size) throws IOException {
            if (left == 0) {
                return -1;
            }
            try {
                int count = in.read(target, start, (int) Math.min(size, left));
                if (count < 0) {
                    throw new IOException("the file ends " + left + " bytes too early");
                }
                left -= count;
                sent.addAndGet(count);
                return count;
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }
    }
}
