package dev.varve.cli.command;

import dev.varve.cli.client.ByteTarget;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Where `--output` goes: a file that appears, or changes, only when it is whole; or the terminal's
/// other end, where the output is bytes and no terminal.
public final class OutputFile {
    /// Writes all the bytes.
    public interface Writer {
        void writeTo(ByteTarget target) throws IOException;
    }

    private OutputFile() {}

    /// Lets the writer write to the file, or to standard output for "".
    ///
    /// @param doing for messages, `failed to save image`
    public static void write(String name, String doing, Session session, Writer writer)
            throws IOException {
        if (name.isEmpty()) {
            if (session.out().isTerminal()) {
                throw new Failure(
                        ExitCode.USAGE,
                        "cowardly refusing to save to a terminal. Use the -o flag or redirect");
            }
            writer.writeTo(session.out()::bytes);
            return;
        }
        Path target = target(Path.of(name), doing);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            try (OutputStream out = Files.newOutputStream(target)) {
                writer.writeTo((bytes, count) -> out.write(bytes, 0, count));
            }
            return;
        }
        replace(target, doing, writer);
    }

    /// The file itself where the name is a link to it.
    private static Path target(Path name, String doing) throws IOException {
        Path target = name.toAbsolutePath();
        if (Files.isSymbolicLink(target) && Files.exists(target)) {
            target = target.toRealPath();
        }
        if (Files.isDirectory(target)) {
            throw new Failure(ExitCode.USAGE, doing + ": cannot write to a directory");
        }
        Path parent = target.getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new Failure(
                    ExitCode.USAGE,
                    doing
                            + ": invalid output path: stat "
                            + parent
                            + ": no such file or directory");
        }
        return target;
    }

    private static void replace(Path target, String doing, Writer writer) throws IOException {
        Path parent = target.getParent();
        Path temporary;
        try {
            temporary =
                    Files.createTempFile(
                            parent == null ? Path.of("/") : parent,
                            "." + target.getFileName(),
                            ".part",
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")));
        } catch (IOException e) {
            throw new Failure(ExitCode.OTHER, doing + ": cannot write to " + parent + ": " + e, e);
        }
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                writer.writeTo((bytes, count) -> {
                    ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, count);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                });
                channel.force(true);
            } catch (IOException e) {
                throw new Failure(
                        noSpace(e) ? ExitCode.NO_SPACE : ExitCode.OTHER,
                        doing + ": cannot write " + target + ": " + e.getMessage(),
                        e);
            }
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static boolean noSpace(IOException e) {
        return String.valueOf(e.getMessage()).contains("No space left");
    }
}
