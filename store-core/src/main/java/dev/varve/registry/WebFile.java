package dev.varve.registry;

import java.io.IOException;
import java.io.InputStream;
import java.util.OptionalLong;

/// A file that is being fetched.
///
/// @param body fails when it stalls
/// @param size as the server announced it
public record WebFile(InputStream body, OptionalLong size) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        body.close();
    }
}
