package dev.varve.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Tells others which process the daemon is, and keeps a second daemon from starting beside it.
final class PidFile implements AutoCloseable {
    private final Path path;

    private PidFile(Path path) {
        this.path = path;
    }

    /// Writes this process's ID, unless the file names another process that lives.
    static PidFile create(Path path) throws IOException {
        long own = ProcessHandle.current().pid();
        long named = read(path);
        if (named > 0 && named != own && ProcessHandle.of(named).isPresent()) {
            throw new IOException(
                    "cannot start: the process "
                            + named
                            + " that "
                            + path
                            + " names is still running; stop it, or remove the file if that"
                            + " process is not varved");
        }
        Path directory = path.getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Files.writeString(path, own + "\n");
        return new PidFile(path);
    }

    @Override
    public void close() throws IOException {
        if (read(path) == ProcessHandle.current().pid()) {
            Files.deleteIfExists(path);
        }
    }

    /// The process ID in the file, or 0 for none.
    private static long read(Path path) throws IOException {
        try {
            String text = Files.readString(path).strip();
            return text.matches("[0-9]{1,10}") ? Long.parseLong(text) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        }
    }
}
