package dev.varve.storage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.TreeText;
import dev.varve.storage.WhiteoutFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/// Damaged tars end in an [IOException] or in a tree, never in anything else. The seed is in the
/// failure's text; `-Dfuzz.seed` and `-Dfuzz.runs` repeat or extend a run.
final class TarFuzzTest {
    @TempDir Path temp;

    private static byte[] sample() {
        return new TestTar()
                .dir("./")
                .dir("d", 01777)
                .pax("mtime", "1600000000.5")
                .pax("SCHILY.xattr.user.a", "b")
                .file("d/f", 0644, new byte[700])
                .gnuLong('L', "d/" + "long".repeat(40))
                .file("short", "x")
                .symlink("s", "../outside")
                .file("s/x", "y")
                .hardLink("h", "d/f")
                .pax("GNU.sparse.size", "9000")
                .pax("GNU.sparse.map", "4096,2,8999,1")
                .file("sparse", "abc")
                .file("d/.wh.f", "")
                .file("d/.wh..wh..opq", "")
                .fifo("p")
                .device("c", '3', 1, 3)
                .bytes();
    }

    @Test
    void damagedTarsAreRefusedOrApplied() throws IOException {
        long seed = Long.getLong("fuzz.seed", System.nanoTime());
        int runs = Integer.getInteger("fuzz.runs", 300);
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Map<String, String> before = TreeText.of(outside, true);
        byte[] sample = sample();
        Random random = new Random(seed);
        for (int run = 0; run < runs; run++) {
            byte[] tar = damaged(sample, random);
            Path root = Files.createDirectory(temp.resolve("root" + run));
            WhiteoutFormat format =
                    random.nextBoolean() ? WhiteoutFormat.OVERLAY : WhiteoutFormat.DELETE;
            try {
                LayerApplier.apply(
                        new ByteArrayInputStream(tar),
                        new ActiveLayer(LayerKey.random(), root, format),
                        TarLimits.DEFAULT.withBytes(1 << 20));
            } catch (IOException e) {
                assertThat(e).hasMessageNotContaining("\u001b");
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ", run " + run, e);
            }
            assertThat(TreeText.of(outside, true))
                    .as("seed %d, run %d", seed, run)
                    .isEqualTo(before);
        }
    }

    /// Changes a few bytes of headers or records, mends the checksums, and cuts or doubles blocks.
    private static byte[] damaged(byte[] sample, Random random) {
        byte[] tar = sample.clone();
        for (int i = random.nextInt(6); i >= 0; i--) {
            int at = random.nextInt(tar.length - 1024);
            tar[at] =
                    (byte)
                            (random.nextBoolean()
                                    ? random.nextInt(256)
                                    : "0179/.\0-= ".charAt(random.nextInt(10)));
            int block = at / 512 * 512;
            if (random.nextInt(10) > 0 && tar[block + 257] == 'u') {
                byte[] header = Arrays.copyOfRange(tar, block, block + 512);
                System.arraycopy(TestTar.sealed(header), 0, tar, block, 512);
            }
        }
        if (random.nextInt(4) == 0) {
            int from = random.nextInt(tar.length / 512) * 512;
            int to = random.nextInt(tar.length / 512) * 512;
            System.arraycopy(tar, from, tar, to, 512);
        }
        return random.nextInt(8) == 0 ? Arrays.copyOf(tar, random.nextInt(tar.length)) : tar;
    }
}
