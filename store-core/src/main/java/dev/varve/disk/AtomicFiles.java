package dev.varve.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.storage.disk.Disk;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/// Writes that are there whole or not at all after a power cut: data, flush, rename, flush of the
/// directory. A rename without the last flush may be undone by the power cut.
public final class AtomicFiles {
    private static final int BUFFER = 64 << 10;

    private AtomicFiles() {}

    /// Writes the content of a file.
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /// Replaces a small file.
    public static void write(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(UTF_8)));
    }

    /// Replaces a file. When the content fails, what was there stays, and what was written lies
    /// beside it until the next time.
    public static void write(Path target, Content content) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".new");
        try (FileChannel channel =
                Disk.channel(
                        temporary,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER);
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
        Disk.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        syncDirectory(parentOf(target));
    }

    public static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Makes the names in a directory durable.
    public static void syncDirectory(Path directory) throws IOException {
        try (FileChannel channel = Disk.channel(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Empties a directory of Varve's own files (never of a layer's: their names need not be text).
    public static void clear(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Disk.delete(file);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /// The directory that holds a file.
    public static Path parentOf(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            throw new IllegalArgumentException("no directory holds " + file);
        }
        return parent;
    }
}
