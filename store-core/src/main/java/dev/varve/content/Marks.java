package dev.varve.content;

import dev.varve.disk.AtomicFiles;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.flush.FileFlush;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// How far a partial blob is known to be on the disk: a file beside it, `<name>.marks`, with room
/// for [#SLOTS] marks that are written round and round. Each holds an offset and the digest of all
/// bytes before it.
///
/// A mark proves itself: it counts when the bytes before it have its digest. So neither a mark that
/// reached the disk before its bytes, nor half a mark, nor what a power cut left of the tail can be
/// mistaken for something that was flushed. The file never grows, so that a mark is one block
/// overwritten, which costs the file system no journal commit of its own.
final class Marks {
    private static final String SUFFIX = ".marks";
    private static final int SLOTS = 56;

    private final Path file;
    private final int recordLength;
    private long next;
    private boolean made;
    private boolean durable;

    /// @param digest of all bytes before `offset`
    record Mark(long offset, byte[] digest) {
        boolean fits(byte[] found) {
            return Arrays.equals(digest, found);
        }
    }

    private Marks(Path file, int digestLength) {
        this.file = file;
        this.recordLength = Long.BYTES + digestLength;
    }

    static Marks of(Path ingest, Digest blob) {
        return new Marks(fileOf(ingest), blob.newHash().getDigestLength());
    }

    static Path fileOf(Path ingest) {
        return ingest.resolveSibling(ingest.getFileName() + SUFFIX);
    }

    static boolean isMarks(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /// All there are, by offset.
    List<Mark> read() throws IOException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        List<Mark> marks = new ArrayList<>();
        long latest = 0;
        while (bytes.remaining() >= recordLength) {
            byte[] digest = new byte[recordLength - Long.BYTES];
            long offset = bytes.getLong();
            bytes.get(digest);
            if (offset > 0) {
                marks.add(new Mark(offset, digest));
            }
            if (offset > latest) {
                latest = offset;
                next = bytes.position() / recordLength;
            }
        }
        marks.sort(Comparator.comparingLong(Mark::offset));
        return marks;
    }

    /// Makes the file unless it is there. It need not be durable before its first mark is. Marks of
    /// an earlier transfer stay until they are written over.
    void make() throws IOException {
        if (made) {
            return;
        }
        int length = SLOTS * recordLength;
        try (FileChannel channel =
                Disk.channel(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            if (channel.size() < length) {
                AtomicFiles.writeFully(channel, ByteBuffer.allocate(length - (int) channel.size()));
            }
        }
        try (FileFlush flush = FileFlush.of(file)) {
            flush.begin();
        }
        made = true;
    }

    /// Adds a mark, durably. Call after [#make] and when the bytes before the mark are flushed.
    void add(Mark mark) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(recordLength);
        record.putLong(mark.offset()).put(mark.digest()).flip();
        try (FileChannel channel = Disk.channel(file, StandardOpenOption.WRITE)) {
            long position = next % SLOTS * recordLength;
            while (record.hasRemaining()) {
                position += channel.write(record, position);
            }
            channel.force(!durable);
        }
        if (!durable) {
            AtomicFiles.syncDirectory(AtomicFiles.parentOf(file));
            durable = true;
        }
        next++;
    }

    void delete() throws IOException {
        Disk.deleteIfExists(file);
        made = false;
        durable = false;
    }
}
