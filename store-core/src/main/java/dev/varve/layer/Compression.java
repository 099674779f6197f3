package dev.varve.layer;

import com.github.luben.zstd.ZstdInputStream;

import dev.varve.error.StoreException.Unsupported;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;

/// Finds out how a layer is compressed from its first bytes, as docker does; the media type does
/// not decide.
public final class Compression {
    private static final int MAGIC_LENGTH = 6;

    /// Zstandard windows above this are refused: they would make a small layer claim much memory.
    private static final int ZSTD_WINDOW_LOG_MAX = 27;

    private Compression() {}

    /// Gives the uncompressed bytes of a stream, through every member or frame of it. Input that is
    /// in none of the known forms is taken as uncompressed.
    public static InputStream decompress(InputStream in) throws IOException {
        PushbackInputStream stream = new PushbackInputStream(in, MAGIC_LENGTH);
        byte[] magic = stream.readNBytes(MAGIC_LENGTH);
        stream.unread(magic);
        if (startsWith(magic, 0x1f, 0x8b, 0x08)) {
            return new GzipInputStream(stream);
        }
        if (startsWith(magic, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(magic)) {
            ZstdInputStream zstd = new ZstdInputStream(stream);
            zstd.setContinuous(false);
            zstd.setLongMax(ZSTD_WINDOW_LOG_MAX);
            return zstd;
        }
        if (startsWith(magic, 0x42, 0x5a, 0x68)) {
            throw new Unsupported(
                    "layer is compressed with bzip2, which no registry format allows");
        }
        if (startsWith(magic, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) {
            throw new Unsupported("layer is compressed with xz, which no registry format allows");
        }
        return stream;
    }

    private static boolean isSkippableFrame(byte[] magic) {
        return magic.length >= 4
                && (magic[0] & 0xf0) == 0x50
                && (magic[1] & 0xff) == 0x2a
                && (magic[2] & 0xff) == 0x4d
                && (magic[3] & 0xff) == 0x18;
    }

    private static boolean startsWith(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
