package dev.varve.staging;

import com.github.luben.zstd.ZstdIOException;

import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.storage.tar.MalformedLayerException;

import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;

/// Tells a layer that is damaged from a disk that fails, in docker's words.
public final class LayerFailures {
    private LayerFailures() {}

    /// @param layer what names it for the user
    public static Exception of(Object layer, Exception failure) {
        return switch (failure) {
            case MalformedLayerException e -> damaged(e);
            case ZipException e -> damaged(e);
            case ZstdIOException e -> damaged(e);
            case EOFException e -> damaged(e);
            case IOException e -> DiskFailures.of("register layer " + layer, e);
            default -> failure;
        };
    }

    private static Corrupt damaged(IOException e) {
        return new Corrupt("failed to register layer: " + e.getMessage(), e);
    }
}
