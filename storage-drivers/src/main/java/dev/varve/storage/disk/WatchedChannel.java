package dev.varve.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A channel below a directory that is watched: announces what it changes.
final class WatchedChannel extends FileChannel {
    private static final List<OpenOption> MAKING =
            List.of(
                    StandardOpenOption.CREATE,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.TRUNCATE_EXISTING);

    private final FileChannel channel;
    private final String path;

    private WatchedChannel(FileChannel channel, String path) {
        this.channel = channel;
        this.path = path;
    }

    static WatchedChannel opened(Path file, OpenOption... options) throws IOException {
        if (List.of(options).stream().anyMatch(MAKING::contains)) {
            Disk.step(Verb.CREATE, file, "");
        }
        return new WatchedChannel(FileChannel.open(file, options), file.toString());
    }

    private interface Write {
        int run(ByteBuffer bytes) throws IOException;
    }

    private int write(ByteBuffer bytes, Write write) throws IOException {
        Step step = new Step(Verb.WRITE, path, "", bytes.remaining());
        return switch (Seam.ask(step)) {
            case Verdict.Go _, Verdict.Lie _ -> write.run(bytes);
            case Verdict.Fail(int errno) -> throw Disk.failed(step, errno);
            case Verdict.Tear(int count, int errno) -> {
                int part = Math.min(count, bytes.remaining());
                write.run(bytes.slice(bytes.position(), part));
                throw Disk.failed(step, errno);
            }
        };
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return write(bytes, channel::write);
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
        return write(bytes, part -> channel.write(part, position));
    }

    @Override
    public long write(ByteBuffer[] buffers, int offset, int length) throws IOException {
        long sum = 0;
        for (ByteBuffer buffer : List.of(buffers).subList(offset, offset + length)) {
            sum += write(buffer);
        }
        return sum;
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        Disk.ask(new Step(Verb.TRUNCATE, path, "", 0));
        channel.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        Step step = new Step(Verb.FSYNC, path, "", 0);
        switch (Seam.ask(step)) {
            case Verdict.Go _ -> channel.force(metaData);
            case Verdict.Lie _ -> {}
            case Verdict.Fail(int errno) -> throw Disk.failed(step, errno);
            case Verdict.Tear(int _, int errno) -> throw Disk.failed(step, errno);
        }
    }

    @Override
    public long transferFrom(ReadableByteChannel from, long position, long count)
            throws IOException {
        Disk.ask(new Step(Verb.WRITE, path, "", count));
        return channel.transferFrom(from, position, count);
    }

    @Override
    public int read(ByteBuffer bytes) throws IOException {
        return channel.read(bytes);
    }

    @Override
    public int read(ByteBuffer bytes, long position) throws IOException {
        return channel.read(bytes, position);
    }

    @Override
    public long read(ByteBuffer[] buffers, int offset, int length) throws IOException {
        return channel.read(buffers, offset, length);
    }

    @Override
    public long position() throws IOException {
        return channel.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        channel.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target)
            throws IOException {
        return channel.transferTo(position, count, target);
    }

    /// A mapping could be written through without a step.
    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("a mapped file cannot be watched");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return channel.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return channel.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        channel.close();
    }
}
