package dev.varve.storage;

import java.io.IOException;
import java.nio.file.Path;

/// A view of a layer with all its parents. Closing it unmounts what had to be mounted.
public interface RootfsMount extends AutoCloseable {
    Path path();

    /// A directory for which nothing has to be mounted.
    static RootfsMount of(Path directory) {
        return new RootfsMount() {
            @Override
            public Path path() {
                return directory;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    void close() throws IOException;
}
