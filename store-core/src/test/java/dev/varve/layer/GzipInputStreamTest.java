package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;

class GzipInputStreamTest {
    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] read(byte[] compressed) throws IOException {
        try (InputStream in = new GzipInputStream(new ByteArrayInputStream(compressed))) {
            return in.readAllBytes();
        }
    }

    private static byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void oneMemberComesBackAsItWas() throws IOException {
        byte[] plain = randomBytes(300_000);
        assertThat(read(gzip(plain))).isEqualTo(plain);
    }

    @Test
    void severalMembersAreReadToTheEnd() throws IOException {
        byte[] first = randomBytes(70_000);
        byte[] second = randomBytes(1);
        assertThat(read(join(gzip(first), gzip(second), gzip(new byte[0]))))
                .isEqualTo(join(first, second));
    }

    @Test
    void aSourceThatGivesOneByteAtATimeIsReadToTheEnd() throws IOException {
        byte[] plain = randomBytes(5_000);
        InputStream trickle =
                new ByteArrayInputStream(join(gzip(plain), gzip(plain))) {
                    @Override
                    public synchronized int read(byte[] target, int offset, int length) {
                        return super.read(target, offset, Math.min(1, length));
                    }

                    @Override
                    public synchronized int available() {
                        return 0;
                    }
                };
        try (InputStream in = new GzipInputStream(trickle)) {
            assertThat(in.readAllBytes()).isEqualTo(join(plain, plain));
        }
    }

    @Test
    void aStreamThatIsCutAnywhereFails() throws IOException {
        byte[] whole = gzip(randomBytes(500));
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> read(cut))
                    .as("cut after %d bytes", length)
                    .isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aFlippedBitIsFound() throws IOException {
        byte[] damaged = gzip(randomBytes(500));
        damaged[damaged.length / 2] ^= 1;
        assertThatThrownBy(() -> read(damaged)).isInstanceOf(IOException.class);
    }

    @Test
    void zeroesAfterTheLastMemberAreIgnoredAndAnythingElseIsRefused() throws IOException {
        byte[] plain = randomBytes(10);
        assertThat(read(join(gzip(plain), new byte[600]))).isEqualTo(plain);
        assertThatThrownBy(() -> read(join(gzip(plain), new byte[] {'x'})))
                .isInstanceOf(ZipException.class)
                .hasMessageContaining("not gzip");
    }
}
