package dev.varve.archive;

import dev.varve.layer.Compression;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Takes off whatever compression docker knows: gzip, zstd, xz, bzip2 or none, found out from the
/// first bytes.
public final class AnyCompression {
    private static final int BUFFER = 1 << 16;

    /// What xz may use for its dictionary, KiB; `xz -9` needs 65 MiB.
    private static final int XZ_MEMORY = 256 << 10;

    private AnyCompression() {}

    public static InputStream decompress(InputStream in) throws IOException {
        BufferedInputStream stream = buffered(in);
        if (isBzip2(stream)) {
            return new BZip2CompressorInputStream(stream, true);
        }
        if (isXz(stream)) {
            return XZCompressorInputStream.builder()
                    .setInputStream(stream)
                    .setDecompressConcatenated(true)
                    .setMemoryLimitKiB(XZ_MEMORY)
                    .get();
        }
        return Compression.decompress(stream);
    }

    /// Takes off xz and bzip2, which no layer may have, and leaves everything else as it is.
    static InputStream asLayer(InputStream in) throws IOException {
        BufferedInputStream stream = buffered(in);
        return isForLayers(stream) ? stream : decompress(stream);
    }

    /// Whether a layer may be compressed so, or not at all. The stream stays where it is.
    static boolean isForLayers(BufferedInputStream in) throws IOException {
        return !isBzip2(in) && !isXz(in);
    }

    static BufferedInputStream buffered(InputStream in) {
        return in instanceof BufferedInputStream buffered
                ? buffered
                : new BufferedInputStream(in, BUFFER);
    }

    private static boolean isBzip2(BufferedInputStream in) throws IOException {
        return startsWith(in, 'B', 'Z', 'h');
    }

    private static boolean isXz(BufferedInputStream in) throws IOException {
        return startsWith(in, 0xfd, '7', 'z', 'X', 'Z', 0);
    }

    private static boolean startsWith(BufferedInputStream in, int... magic) throws IOException {
        in.mark(magic.length);
        byte[] found = in.readNBytes(magic.length);
        in.reset();
        if (found.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((found[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
