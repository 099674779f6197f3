package dev.varve.content;

import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Bytes that a [Spool] took in.
public record SpooledBlob(Path file, Digest digest, long size) {
    /// Makes them durable. Call it before they are published.
    public void flush() throws IOException {
        try (FileChannel channel = Disk.channel(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
