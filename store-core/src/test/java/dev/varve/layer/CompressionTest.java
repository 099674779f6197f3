package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

class CompressionTest {
    private static final byte[] FIRST = "first ".repeat(1000).getBytes(UTF_8);
    private static final byte[] SECOND = "second".repeat(100_000).getBytes(UTF_8);

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    /// A frame that decoders pass over: RFC 8878, 3.1.2.
    private static byte[] skippable(int number, byte[] content) {
        return ByteBuffer.allocate(8 + content.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x184d2a50 + number)
                .putInt(content.length)
                .put(content)
                .array();
    }

    private static byte[] decompressed(byte[] bytes) throws IOException {
        try (InputStream in = Compression.decompress(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    /// As podman's `zstd:chunked` writes a layer: a frame for each chunk, then a table of contents
    /// and a footer in frames that are passed over.
    @Test
    void zstdChunkedIsZstdWithFramesThatArePassedOver() throws Exception {
        byte[] chunked =
                joined(
                        Zstd.compress(FIRST),
                        Zstd.compress(SECOND),
                        Zstd.compress(new byte[1024]),
                        skippable(0, Zstd.compress("{\"version\":1}".getBytes(UTF_8))),
                        skippable(0, new byte[200_000]),
                        skippable(0, "GNUlInUx".getBytes(UTF_8)));
        assertThat(decompressed(chunked)).isEqualTo(joined(FIRST, SECOND, new byte[1024]));
    }

    @Test
    void zstdMayBeginWithAFrameThatIsPassedOver() throws Exception {
        for (int number : new int[] {0, 7, 15}) {
            byte[] bytes = joined(skippable(number, new byte[3]), Zstd.compress(FIRST));
            assertThat(decompressed(bytes)).isEqualTo(FIRST);
        }
    }

    @Test
    void zstdThatEndsWithinAFrameIsAnError() {
        byte[] whole = joined(Zstd.compress(FIRST), skippable(0, new byte[100]));
        for (int cut : new int[] {1, 50, 104, 110}) {
            byte[] part = Arrays.copyOf(whole, whole.length - cut);
            assertThatThrownBy(() -> decompressed(part)).isInstanceOf(IOException.class);
        }
    }
}
