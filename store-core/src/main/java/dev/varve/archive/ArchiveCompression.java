package dev.varve.archive;

import com.github.luben.zstd.ZstdOutputStream;

import dev.varve.error.StoreException.InvalidArgument;

import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/// How a saved archive is compressed as a whole, on request. Its layers stay the blobs that they
/// are; what is gained is at the documents and at layers that came without compression.
public enum ArchiveCompression {
    NONE {
        @Override
        OutputStream over(OutputStream out) {
            return out;
        }
    },
    GZIP {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            return new GZIPOutputStream(out, BUFFER);
        }
    },
    ZSTD {
        @Override
        OutputStream over(OutputStream out) throws IOException {
            return new ZstdOutputStream(out);
        }
    };

    private static final int BUFFER = 1 << 16;

    abstract OutputStream over(OutputStream out) throws IOException;

    /// @param name `gzip` or `zstd`, "" for none
    public static ArchiveCompression parse(String name) {
        return switch (name) {
            case "" -> NONE;
            case "gzip" -> GZIP;
            case "zstd" -> ZSTD;
            default ->
                    throw new InvalidArgument(
                            "invalid compression \"" + name + "\": must be gzip or zstd");
        };
    }
}
