package dev.varve.storage.space;

import dev.varve.storage.linux.FileSystemFigures;

import java.io.IOException;
import java.nio.file.Path;

/// What a file system has left.
///
/// @param inodes how many more files it can have; [Long#MAX_VALUE] when that has no limit
public record FreeSpace(long bytes, long inodes) {
    /// Of the file system that a path lies on.
    public static FreeSpace of(Path path) throws IOException {
        FileSystemFigures figures = FileSystemFigures.of(path.toAbsolutePath());
        return new FreeSpace(
                figures.freeBytes(), figures.inodes() == 0 ? Long.MAX_VALUE : figures.freeInodes());
    }
}
