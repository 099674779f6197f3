package dev.varve.cli.command;

import dev.varve.cli.client.Content;
import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An archive that is sent to the daemon: a file, or standard input.
public final class InputFile {
    private InputFile() {}

    /// The content of a file that is there and can be read; it is opened when it is sent.
    public static Content of(String name) {
        Path file = Path.of(name);
        try (InputStream in = Files.newInputStream(file)) {
            in.readNBytes(1);
        } catch (NoSuchFileException e) {
            throw new Failure(ExitCode.USAGE, "open " + name + ": no such file or directory", e);
        } catch (AccessDeniedException e) {
            throw new Failure(ExitCode.USAGE, "open " + name + ": permission denied", e);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "read " + name + ": " + e.getMessage(), e);
        }
        return out -> {
            try (InputStream in = Files.newInputStream(file)) {
                copy(in, out, name);
            }
        };
    }

    public static Content of(Input input) {
        return out -> copy(input.stream(), out, "standard input");
    }

    private static void copy(InputStream in, OutputStream out, String name) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        while (true) {
            int count;
            try {
                count = in.read(buffer);
            } catch (IOException e) {
                throw new Failure(ExitCode.OTHER, "cannot read " + name + ": " + e.getMessage(), e);
            }
            if (count < 0) {
                return;
            }
            out.write(buffer, 0, count);
        }
    }
}
