package dev.varve.storage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.fixtures.fuzz.Fuzzing;
import dev.varve.fixtures.fuzz.Fuzzing.Answer;
import dev.varve.fixtures.fuzz.Inputs;
import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.TreeText;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeRemover;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Damaged tars and extended headers end in an [IOException] or in a tree, never in anything else
/// and never beside the layer's root.
final class TarFuzzTest {
    private static final List<String> KEYS =
            List.of(
                    "path",
                    "linkpath",
                    "size",
                    "uid",
                    "gid",
                    "mtime",
                    "atime",
                    "SCHILY.xattr.user.a",
                    "SCHILY.xattr.security.capability",
                    "SCHILY.xattr.trusted.overlay.opaque",
                    "LIBARCHIVE.xattr.user.%61",
                    "GNU.sparse.size",
                    "GNU.sparse.map",
                    "GNU.sparse.major",
                    "GNU.sparse.minor",
                    "GNU.sparse.name",
                    "GNU.sparse.realsize",
                    "GNU.sparse.numblocks",
                    "GNU.sparse.offset",
                    "GNU.sparse.numbytes");
    private static final List<String> VALUES =
            List.of(
                    "",
                    "0",
                    "1",
                    "-1",
                    "4096",
                    "18446744073709551616",
                    "9223372036854775807",
                    "1600000000.5",
                    "-62135596800.999999999",
                    "1e9",
                    "../../outside/x",
                    "/",
                    ".",
                    "..",
                    "a/../../outside",
                    ".wh...",
                    ".wh..wh..opq",
                    "0,1,2,1",
                    "0,9223372036854775807",
                    "YQ==",
                    "%2e%2",
                    "\0",
                    "\n",
                    "é\u001b[2J",
                    "n".repeat(300));
    private static final List<String> PIECES =
            List.of(
                    "\0",
                    " ",
                    "7777777",
                    "00000000000",
                    "ustar\00000",
                    "ustar  \0",
                    "\u0080",
                    "../",
                    "outside",
                    ".wh.",
                    "=",
                    "\n",
                    "11 path=a/b\n",
                    "30 mtime=1600000000.123456789\n",
                    "x",
                    "L",
                    "K",
                    "S",
                    "g");

    @TempDir Path temp;

    private byte[] sample(String outside) {
        return new TestTar()
                .dir("./")
                .dir("d", 01777)
                .pax("mtime", "1600000000.5")
                .pax("SCHILY.xattr.user.a", "b")
                .file("d/f", 0644, new byte[700])
                .gnuLong('L', "d/" + "long".repeat(40))
                .file("short", "x")
                .symlink("s", outside)
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

    /// Single entries that lead out, for any place in any tar.
    private static List<byte[]> hostile(String outside) {
        return List.of(
                new TestTar().symlink("d", outside).bytesWithoutEnd(),
                new TestTar().symlink("s", "/").bytesWithoutEnd(),
                new TestTar().dir("s").bytesWithoutEnd(),
                new TestTar().hardLink("h", outside + "/secret").bytesWithoutEnd(),
                new TestTar().hardLink("h2", "s/secret").bytesWithoutEnd(),
                new TestTar().file("s/.wh.secret", "").bytesWithoutEnd(),
                new TestTar().file("d/.wh..wh..opq", "").bytesWithoutEnd(),
                new TestTar().file(outside + "/new", "x").bytesWithoutEnd(),
                new TestTar().pax("path", "../outside/new").file("p", "x").bytesWithoutEnd(),
                new TestTar().gnuLong('K', outside).symlink("d/s", "").bytesWithoutEnd());
    }

    @Test
    void damagedTarsAreRefusedOrAppliedWithinTheirRoot() throws IOException {
        Path outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        Map<String, String> before = TreeText.of(temp, true);
        List<byte[]> samples = List.of(sample("../outside"), sample(outside.toString()));
        List<byte[]> entries = new ArrayList<>(hostile("../outside"));
        entries.addAll(hostile(outside.toString()));
        Inputs inputs =
                Inputs.of(samples, latin1(PIECES))
                        .mostlyInPlace()
                        .mendedBy((tar, random) -> sealed(withAny(entries, tar, random), random));
        Fuzzing.run("tar", inputs, tar -> applied(tar, before)).requireBoth();
    }

    @Test
    void damagedExtendedHeadersAreRefusedOrRead() {
        byte[] sound =
                records(List.of("path", "mtime", "SCHILY.xattr.user.a"), List.of("a", "1.5", "b"));
        Inputs inputs =
                Inputs.of(
                                List.of(sound),
                                latin1(List.of("=", "\n", " ", "0", "9", "\0", "99999999")))
                        .madeBy(TarFuzzTest::anyRecords);
        Fuzzing.run("pax", inputs, this::read).requireBoth();
    }

    private Answer applied(byte[] tar, Map<String, String> before) throws IOException {
        Path root = Files.createDirectory(temp.resolve("root"));
        WhiteoutFormat format =
                Arrays.hashCode(tar) % 2 == 0 ? WhiteoutFormat.OVERLAY : WhiteoutFormat.DELETE;
        try {
            LayerApplier.apply(
                    new ByteArrayInputStream(tar),
                    new ActiveLayer(LayerKey.random(), root, format),
                    TarLimits.DEFAULT.withBytes(1 << 20));
            return Answer.TAKEN;
        } catch (IOException e) {
            return refused(e);
        } finally {
            try (Fd directory = Open.directory(temp)) {
                TreeRemover.remove(directory, TestTar.latin1("root"));
            }
            assertThat(TreeText.of(temp, true)).isEqualTo(before);
        }
    }

    /// The records alone, and as a layer has them: before an entry.
    private Answer read(byte[] block) throws IOException {
        try {
            PaxRecords records = PaxRecords.parse(block, TarLimits.DEFAULT);
            records.xattrs();
            records.sparseNumbers();
        } catch (MalformedLayerException e) {
            refused(e);
        }
        byte[] tar =
                new TestTar().extended('x', block).file("f", 0644, new byte[512]).dir("d").bytes();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar), TarLimits.DEFAULT);
        try {
            long entries = 0;
            while (reader.next() != null) {
                entries++;
            }
            assertThat(reader.entries()).isEqualTo(entries);
            return Answer.TAKEN;
        } catch (IOException e) {
            return refused(e);
        }
    }

    private static Answer refused(IOException e) {
        assertThat(e.getMessage()).isNotBlank();
        assertThat(e.getMessage().chars().anyMatch(Character::isISOControl))
                .as("control characters in: %s", e.getMessage())
                .isFalse();
        return Answer.refused(e.getMessage());
    }

    private static List<byte[]> latin1(List<String> texts) {
        return texts.stream().map(TestTar::latin1).toList();
    }

    /// At times one of the entries, or a part of the tar itself, at any block.
    private static byte[] withAny(List<byte[]> entries, byte[] input, RandomGenerator random) {
        byte[] tar =
                random.nextInt(8) == 0 ? input : Arrays.copyOf(input, (input.length + 511) & ~511);
        if (random.nextInt(3) > 0) {
            return tar;
        }
        int at = block(tar, random);
        int from = block(tar, random);
        int to = Math.min(tar.length, from + 512 * random.nextInt(1, 4));
        byte[] entry =
                random.nextBoolean()
                        ? entries.get(random.nextInt(entries.size()))
                        : Arrays.copyOfRange(tar, from, to);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(tar, 0, at);
        all.writeBytes(entry);
        int rest = random.nextInt(4) == 0 ? Math.min(tar.length, at + 512) : at;
        all.write(tar, rest, tar.length - rest);
        return all.toByteArray();
    }

    private static int block(byte[] tar, RandomGenerator random) {
        return random.nextInt(tar.length / 512 + 1) * 512;
    }

    /// Checksums that fit again, in most of what looks like a header.
    private static byte[] sealed(byte[] tar, RandomGenerator random) {
        for (int at = 0; at + 512 <= tar.length; at += 512) {
            if (tar[at + 257] == 'u' && random.nextInt(10) > 0) {
                byte[] header = Arrays.copyOfRange(tar, at, at + 512);
                System.arraycopy(TestTar.sealed(header), 0, tar, at, 512);
            }
        }
        return tar;
    }

    private static byte[] anyRecords(RandomGenerator random) {
        List<String> keys =
                random.ints(random.nextInt(1, 6), 0, KEYS.size()).mapToObj(KEYS::get).toList();
        List<String> values =
                random.ints(keys.size(), 0, VALUES.size()).mapToObj(VALUES::get).toList();
        return records(keys, values);
    }

    private static byte[] records(List<String> keys, List<String> values) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < keys.size(); i++) {
            all.writeBytes(TestTar.record(keys.get(i), TestTar.latin1(values.get(i))));
        }
        return all.toByteArray();
    }
}
