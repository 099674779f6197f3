package dev.varve.storage.tar;

import dev.varve.storage.linux.RawText;

import java.io.IOException;

/// An entry would replace a directory by something else, or something else by a directory, which
/// was not allowed.
public final class OverwriteRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /// @param directory where the archive is put
    OverwriteRefusedException(byte[] path, byte[] directory, boolean isDirectory) {
        super(
                isDirectory
                        ? text("directory", path, "non-directory", directory)
                        : text("non-directory", path, "directory", directory));
    }

    private static String text(String there, byte[] path, String entry, byte[] directory) {
        return "cannot overwrite %s \"/%s\" with %s \"/%s\""
                .formatted(there, RawText.escape(path), entry, RawText.escape(directory));
    }
}
