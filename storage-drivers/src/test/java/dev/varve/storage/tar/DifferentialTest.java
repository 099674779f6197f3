package dev.varve.storage.tar;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.LayerKey;
import dev.varve.storage.TreeText;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What we make of a tar is what GNU tar makes of it, and what Commons Compress reads in it.
final class DifferentialTest {
    @TempDir Path temp;
    private Path source;

    @BeforeEach
    void makeSource() throws IOException {
        source = Files.createDirectory(temp.resolve("source"));
        TestTar tar =
                new TestTar()
                        .dir("usr", 0755)
                        .dir("usr/bin", 0711)
                        .owner(12, 70000)
                        .pax("mtime", "1234567890.987654321")
                        .file("usr/bin/su", 04755, new byte[5000])
                        .hardLink("usr/bin/doas", "usr/bin/su")
                        .pax("SCHILY.xattr.user.note", new byte[] {1, 0, 2})
                        .file("usr/noted", "note")
                        .symlink("bin", "usr/bin")
                        .pax("linkpath", "t/".repeat(150))
                        .symlink("far", "x")
                        .fifo("pipe")
                        .device("null", '3', 1, 3)
                        .device("disk", '4', 259, 1000)
                        .pax("GNU.sparse.size", "5000000")
                        .pax("GNU.sparse.map", "1048576,3,4999999,1")
                        .file("sparse", "abcd")
                        .pax("mtime", "1500000000.5")
                        .dir("tmp", 01777)
                        .pax("path", "deep/".repeat(60) + "leaf")
                        .file("x", "leaf")
                        .file("empty", "")
                        .file("latin \u00e9\u00ff", "1");
        apply(tar.bytes(), source);
    }

    private static void apply(byte[] tar, Path root) throws IOException {
        LayerApplier.apply(
                new ByteArrayInputStream(tar),
                new ActiveLayer(LayerKey.random(), root, WhiteoutFormat.DELETE),
                TarLimits.DEFAULT);
    }

    private byte[] packed(String... options) throws Exception {
        Path archive = temp.resolve("archive.tar");
        List<String> command = new ArrayList<>(List.of("tar", "--numeric-owner", "-cf"));
        command.add(archive.toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-C", source.toString(), "."));
        run(command);
        return Files.readAllBytes(archive);
    }

    private void run(List<String> command) throws Exception {
        Path errors = temp.resolve("errors");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(errors.toFile())
                        .start();
        assertThat(process.waitFor()).as(() -> command + " " + errors).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--format=posix --xattrs",
                "--format=posix --xattrs --sparse",
                "--format=posix --sparse --sparse-version=0.0",
                "--format=posix --sparse --sparse-version=0.1",
                "--format=gnu",
                "--format=gnu --sparse"
            })
    void theTreeIsGnuTars(String options) throws Exception {
        byte[] tar = packed(options.split(" "));
        Path theirs = Files.createDirectory(temp.resolve("theirs"));
        run(
                List.of(
                        "tar",
                        "--numeric-owner",
                        "--xattrs",
                        "--xattrs-include=*",
                        "-p",
                        "-xf",
                        temp.resolve("archive.tar").toString(),
                        "-C",
                        theirs.toString()));
        Path ours = Files.createDirectory(temp.resolve("ours"));
        apply(tar, ours);
        Map<String, String> tree = TreeText.of(ours, true);
        assertThat(tree).hasSize(75).isEqualTo(TreeText.of(theirs, true));
        if (options.contains("xattrs")) {
            assertThat(tree).isEqualTo(TreeText.of(source, true));
        }
        if (options.contains("sparse")) {
            assertThat(Stat.at(Fd.CWD, Open.bytes(ours.resolve("sparse"))).blocks())
                    .isLessThan(100);
        }
    }

    @Test
    void theEntriesAreThoseOfCommonsCompress() throws Exception {
        try (Fd dir = Open.directory(source)) {
            // Commons Compress has names as text only.
            Nodes.unlinkat(dir, TestTar.latin1("latin \u00e9\u00ff"), 0);
        }
        byte[] tar = packed("--format=posix", "--xattrs", "--sparse");
        Path ours = Files.createDirectory(temp.resolve("ours"));
        apply(tar, ours);
        int compared = 0;
        try (TarArchiveInputStream in =
                        new TarArchiveInputStream(new ByteArrayInputStream(tar), "ISO-8859-1");
                Fd root = Open.directory(ours)) {
            for (TarArchiveEntry entry = in.getNextEntry();
                    entry != null;
                    entry = in.getNextEntry()) {
                byte[] name = entry.getName().getBytes(StandardCharsets.ISO_8859_1);
                compare(entry, in, root, name);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(75);
    }

    private static void compare(TarArchiveEntry entry, InputStream data, Fd root, byte[] name)
            throws IOException {
        boolean slash = name[name.length - 1] == '/';
        Stat stat = Stat.at(root, slash ? Arrays.copyOf(name, name.length - 1) : name);
        String as = entry.getName();
        assertThat(stat.uid()).as(as).isEqualTo((int) entry.getLongUserId());
        assertThat(stat.gid()).as(as).isEqualTo((int) entry.getLongGroupId());
        Instant modified =
                Instant.ofEpochSecond(stat.times().modifiedSeconds(), stat.times().modifiedNanos());
        assertThat(modified).as(as).isEqualTo(entry.getLastModifiedTime().toInstant());
        assertThat(stat.isDirectory()).as(as).isEqualTo(entry.isDirectory());
        assertThat(stat.isSymlink()).as(as).isEqualTo(entry.isSymbolicLink());
        if (!entry.isSymbolicLink()) {
            assertThat(stat.mode() & 07777).as(as).isEqualTo(entry.getMode() & 07777);
        }
        if (stat.isRegular() && !entry.isLink()) {
            assertThat(stat.size()).as(as).isEqualTo(entry.getRealSize());
            try (Fd file = Open.at(root, name, Open.O_RDONLY | Open.O_NOFOLLOW, 0)) {
                assertThat(content(file, stat.size())).as(as).isEqualTo(data.readAllBytes());
            }
        }
    }

    private static byte[] content(Fd file, long size) throws IOException {
        byte[] all = new byte[(int) size];
        byte[] buffer = new byte[65536];
        int done = 0;
        for (int n = file.read(buffer); n > 0; n = file.read(buffer)) {
            System.arraycopy(buffer, 0, all, done, n);
            done += n;
        }
        return all;
    }
}
