package dev.varve.content;

import dev.varve.disk.AtomicFiles;
import dev.varve.oci.Digest;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How far a partial blob is known to be on the disk: a file beside it, `<name>.marks`, of records
/// that each hold an offset and the digest of all bytes before it.
///
/// A mark proves itself: it counts when the bytes before it have its digest. So neither a mark that
/// reached the disk before its bytes, nor half a mark, nor what a power cut left of the tail can be
/// mistaken for something that was flushed.
final class Marks {
    private static final String SUFFIX = ".marks";

    private final Path file;
    private final int digestLength;
    private boolean named;

    /// @param digest all bytes before `offset`
    record Mark(long offset, byte[] digest) {
        boolean fits(byte[] found) {
            return Arrays.equals(digest, found);
        }
    }

    private Marks(Path file, int digestLength) {
        this.file = file;
        this.digestLength = digestLength;
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

    /// In the order in which they were made, as far as their offsets rise.
    List<Mark> read() throws IOException {
        ByteBuffer bytes;
        try {
            bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return List.of();
        }
        List<Mark> marks = new ArrayList<>();
        long last = 0;
        while (bytes.remaining() >= Long.BYTES + digestLength) {
            byte[] digest = new byte[digestLength];
            long offset = bytes.getLong();
            bytes.get(digest);
            if (offset <= last) {
                break;
            }
            marks.add(new Mark(offset, digest));
            last = offset;
        }
        return marks;
    }

    /// Adds a mark, durably. Call when the bytes before it are flushed.
    void add(Mark mark) throws IOException {
        ByteBuffer record = ByteBuffer.allocate(Long.BYTES + digestLength);
        record.putLong(mark.offset()).put(mark.digest()).flip();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            AtomicFiles.writeFully(channel, record);
            channel.force(false);
        }
        if (!named) {
            AtomicFiles.syncDirectory(AtomicFiles.parentOf(file));
            named = true;
        }
    }

    /// Forgets all marks but the first ones.
    void keep(int count) throws IOException {
        if (count == 0) {
            Files.deleteIfExists(file);
            return;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate((long) count * (Long.BYTES + digestLength));
        }
    }
}
