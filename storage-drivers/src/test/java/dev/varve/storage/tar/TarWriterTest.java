package dev.varve.storage.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.Stat;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Random;

/// What is written is read again by our reader and by Commons Compress.
final class TarWriterTest {
    private static final FileTimes TIMES = new FileTimes(0, 0, 1_600_000_000, 0);

    private static TarEntry file(byte[] name, long size) {
        return TarEntry.whole(
                name, EntryKind.FILE, new byte[0], 0644, 0, 0, size, 0, TIMES, Map.of());
    }

    private static byte[] written(TarEntry entry, byte[] data) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        tar.entry(entry);
        tar.data(data, data.length);
        tar.finish();
        return out.toByteArray();
    }

    private static TarEntry read(byte[] tar) throws IOException {
        @Nullable TarEntry entry =
                new TarReader(new ByteArrayInputStream(tar), TarLimits.DEFAULT).next();
        assertThat(entry).isNotNull();
        return entry;
    }

    private static TarArchiveEntry readByCommons(byte[] tar) throws IOException {
        try (TarArchiveInputStream in =
                new TarArchiveInputStream(new ByteArrayInputStream(tar), "ISO-8859-1")) {
            return in.getNextEntry();
        }
    }

    private static void sameTwice(TarEntry entry) throws IOException {
        TarEntry again = read(written(entry, new byte[0]));
        assertThat(again.name()).isEqualTo(entry.name());
        assertThat(again.kind()).isEqualTo(entry.kind());
        assertThat(again.linkName()).isEqualTo(entry.linkName());
        assertThat(again.mode()).isEqualTo(entry.mode());
        assertThat(again.uid()).isEqualTo(entry.uid());
        assertThat(again.gid()).isEqualTo(entry.gid());
        assertThat(again.size()).isEqualTo(entry.size());
        assertThat(again.device()).isEqualTo(entry.device());
        assertThat(again.times().modifiedSeconds()).isEqualTo(entry.times().modifiedSeconds());
        assertThat(again.times().modifiedNanos()).isEqualTo(entry.times().modifiedNanos());
        assertThat(again.xattrs()).hasSameSizeAs(entry.xattrs());
        entry.xattrs()
                .forEach((key, value) -> assertThat(again.xattrs()).containsEntry(key, value));
    }

    @Test
    void aPlainEntryIsOneBlockOfUstar() throws IOException {
        byte[] tar = written(file(TestTar.latin1("a/b"), 3), new byte[] {1, 2, 3});
        assertThat(tar).hasSize(4 * 512);
        assertThat(new String(tar, 257, 8, StandardCharsets.US_ASCII)).isEqualTo("ustar\00000");
        assertThat(readByCommons(tar).getName()).isEqualTo("a/b");
    }

    @ParameterizedTest
    @ValueSource(ints = {99, 100, 101, 155, 156, 157, 255, 256, 257, 1000, 4000})
    void namesOfEveryLengthAreKept(int length) throws IOException {
        for (String piece : new String[] {"n", "dir/", "d".repeat(98) + "/", "\u00e9"}) {
            byte[] name = TestTar.latin1(piece.repeat(length).substring(0, length - 1) + "x");
            byte[] tar = written(file(name, 0), new byte[0]);
            assertThat(read(tar).name()).isEqualTo(name);
            byte[] directory = NodeWriter.slashed(name);
            sameTwice(
                    TarEntry.whole(
                            directory,
                            EntryKind.DIRECTORY,
                            new byte[0],
                            01777,
                            1,
                            2,
                            0,
                            0,
                            TIMES,
                            Map.of()));
            sameTwice(
                    TarEntry.whole(
                            TestTar.latin1("l"),
                            EntryKind.SYMLINK,
                            name,
                            0777,
                            1,
                            2,
                            0,
                            0,
                            TIMES,
                            Map.of()));
        }
    }

    @Test
    void anyBytesMakeANameButNul() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            byte[] name = new byte[1 + random.nextInt(300)];
            random.nextBytes(name);
            for (int j = 0; j < name.length; j++) {
                name[j] = name[j] == 0 || j == name.length - 1 ? (byte) 'x' : name[j];
            }
            sameTwice(file(name, 0));
        }
    }

    @Test
    void numbersThatDoNotFitGoIntoPax() throws IOException {
        for (int id : new int[] {0, 07777777, 010000000, Integer.MAX_VALUE, -2}) {
            for (long seconds : new long[] {0, -1, -5, 077777777777L, 0100000000000L}) {
                for (int nanos : new int[] {0, 1, 500_000_000, 999_999_999}) {
                    sameTwice(
                            TarEntry.whole(
                                    TestTar.latin1("n"),
                                    EntryKind.FIFO,
                                    new byte[0],
                                    07777,
                                    id,
                                    id,
                                    0,
                                    0,
                                    new FileTimes(0, 0, seconds, nanos),
                                    Map.of()));
                }
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        tar.entry(file(TestTar.latin1("big"), 0100000000000L));
        assertThatThrownBy(tar::finish).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void devicesKeepTheirNumbers() throws IOException {
        for (int[] number : new int[][] {{1, 3}, {0, 1}, {259, 1000}, {4095, 1_048_575}}) {
            long device = Stat.device(number[0], number[1]);
            TarEntry entry =
                    TarEntry.whole(
                            TestTar.latin1("n"),
                            EntryKind.BLOCK_DEVICE,
                            new byte[0],
                            0600,
                            0,
                            0,
                            0,
                            device,
                            TIMES,
                            Map.of());
            sameTwice(entry);
            TarArchiveEntry theirs = readByCommons(written(entry, new byte[0]));
            assertThat(theirs.getDevMajor()).isEqualTo(number[0]);
            assertThat(theirs.getDevMinor()).isEqualTo(number[1]);
        }
    }

    @Test
    void extendedAttributesKeepEveryByte() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        TarEntry entry =
                TarEntry.whole(
                        TestTar.latin1("f"),
                        EntryKind.FILE,
                        new byte[0],
                        0600,
                        0,
                        0,
                        0,
                        0,
                        new FileTimes(0, 0, -3, 250_000_000),
                        Map.of("user.all", all, "user.empty", new byte[0], "user.a=b%3D", all));
        sameTwice(entry);
        TarArchiveEntry theirs = readByCommons(written(entry, new byte[0]));
        assertThat(theirs.getLastModifiedTime().toInstant())
                .isEqualTo(Instant.ofEpochSecond(-3, 250_000_000));
    }

    @Test
    void dataMustBeAsLongAsTheSizeSays() throws IOException {
        TarWriter tar = new TarWriter(new ByteArrayOutputStream());
        tar.entry(file(TestTar.latin1("f"), 2));
        assertThatThrownBy(() -> tar.data(new byte[3], 3))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> tar.entry(file(TestTar.latin1("g"), 0)))
                .isInstanceOf(IllegalStateException.class);
    }
}
