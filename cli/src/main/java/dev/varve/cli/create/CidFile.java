package dev.varve.cli.create;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The file of `--cidfile`: made before the container, so that a failure leaves no container whose
/// ID nobody knows, and gone again when there is none.
final class CidFile implements AutoCloseable {
    private final @Nullable Path file;
    private boolean written;

    private CidFile(@Nullable Path file) {
        this.file = file;
    }

    /// @param name "" for no file
    static CidFile reserve(String name) {
        if (name.isEmpty()) {
            return new CidFile(null);
        }
        try {
            return new CidFile(Files.createFile(Path.of(name)));
        } catch (FileAlreadyExistsException e) {
            throw new Failure(
                    ExitCode.CONFLICT,
                    "container ID file found, make sure the other container isn't running or"
                            + " delete "
                            + name,
                    e);
        } catch (IOException e) {
            throw new Failure(ExitCode.OTHER, "failed to create the container ID file: " + e, e);
        }
    }

    void write(String id) {
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, id);
            written = true;
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.OTHER,
                    "failed to write the container ID to the file: " + e + "; it is " + id,
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null && !written) {
            Files.deleteIfExists(file);
        }
    }
}
