package dev.varve.registry.tls;

import dev.varve.error.StoreException.Failed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What stands in a PEM file. Never logged: `toString` is the file's name.
///
/// @param file for messages
public record PemText(Path file, String text) {
    private static final int LIMIT = 1 << 20;

    /// Throws [Failed] when the file cannot be read or is longer than 1 MiB.
    public static PemText read(Path file) {
        try {
            if (Files.size(file) > LIMIT) {
                throw new Failed(
                        "cannot use " + file + ": it is longer than the limit of 1 MiB", null);
            }
            return new PemText(file, Files.readString(file));
        } catch (IOException e) {
            throw new Failed("cannot read " + file + ": " + e, e);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
