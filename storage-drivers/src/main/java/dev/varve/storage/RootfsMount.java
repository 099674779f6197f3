package dev.varve.storage;

import java.io.IOException;
import java.nio.file.Path;

/// A view of a layer with all its parents. Closing it unmounts what had to be mounted.
public interface RootfsMount extends AutoCloseable {
    Path path();

    @Override
    void close() throws IOException;
}
