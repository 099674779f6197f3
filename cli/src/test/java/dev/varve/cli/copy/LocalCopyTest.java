package dev.varve.cli.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.cli.exit.Failure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Map;

/// Local files become an archive and files again, and a hostile archive writes nothing outside.
class LocalCopyTest {
    @TempDir Path directory;
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(directory.resolve("target"));
    }

    @Test
    void aPackedTreeUnpacksToTheSameTree() throws IOException {
        Path tree = Files.createDirectories(directory.resolve("tree/sub"));
        String longName = "n".repeat(120);
        Files.writeString(tree.resolve(longName), "long");
        Path file = Files.writeString(tree.resolve("ü"), "content");
        Files.setAttribute(file, "unix:mode", 04711);
        Files.setLastModifiedTime(file, FileTime.fromMillis(981_173_106_000L));
        Files.createLink(tree.resolve("z-hard"), file);
        Files.createSymbolicLink(tree.resolve("link"), Path.of("../../etc/passwd"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        new LocalPacker(tar).pack(directory.resolve("tree"), "copy");
        tar.finish();
        unpack(out.toByteArray());
        Path copy = target.resolve("copy/sub");
        assertThat(copy.resolve(longName)).hasContent("long");
        assertThat(copy.resolve("ü")).hasContent("content");
        assertThat(Files.getAttribute(copy.resolve("ü"), "unix:mode")).isEqualTo(0104711);
        assertThat(Files.getLastModifiedTime(copy.resolve("ü")).toMillis())
                .isEqualTo(981_173_106_000L);
        assertThat(Files.isSameFile(copy.resolve("ü"), copy.resolve("z-hard"))).isTrue();
        assertThat(Files.readSymbolicLink(copy.resolve("link"))).hasToString("../../etc/passwd");
    }

    @Test
    void aNameThatLeadsOutIsRefused() throws IOException {
        byte[] archive = archive(entry("../outside", TarEntry.Kind.DIRECTORY, ""));
        assertThatThrownBy(() -> unpack(archive))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("leads out of");
        assertThat(directory.resolve("outside")).doesNotExist();
    }

    @Test
    void aNameThatLeadsThroughALinkIsRefused() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        byte[] archive =
                archive(
                        entry("link", TarEntry.Kind.SYMBOLIC_LINK, outside.toString()),
                        entry("link/file", TarEntry.Kind.FILE, ""));
        assertThatThrownBy(() -> unpack(archive))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("is no directory");
        assertThat(outside).isEmptyDirectory();
    }

    @Test
    void aHardLinkToTheOutsideIsRefused() throws IOException {
        Files.writeString(directory.resolve("secret"), "s");
        byte[] archive = archive(entry("hard", TarEntry.Kind.HARD_LINK, "../secret"));
        assertThatThrownBy(() -> unpack(archive)).isInstanceOf(Failure.class);
    }

    @Test
    void aFileReplacesALinkAndNotWhatTheLinkNames() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "s");
        Files.createSymbolicLink(target.resolve("file"), secret);
        unpack(archive(entry("file", TarEntry.Kind.FILE, "")));
        assertThat(secret).hasContent("s");
        assertThat(Files.isRegularFile(target.resolve("file"), LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void anArchiveThatBreaksOffIsAFailure() throws IOException {
        byte[] whole = archive(entry("directory/", TarEntry.Kind.DIRECTORY, ""));
        byte[] cut = Arrays.copyOf(whole, 300);
        assertThatThrownBy(() -> unpack(cut)).isInstanceOf(IOException.class);
    }

    private void unpack(byte[] archive) throws IOException {
        new LocalUnpacker(new CopyPlan(target.toString(), "x", "x"), warning -> {})
                .unpack(new TarReader(new ByteArrayInputStream(archive)));
    }

    private static TarEntry entry(String name, TarEntry.Kind kind, String link) {
        return new TarEntry(name, kind, 0755, 0, 0, 0, 0, link, 0, 0, Map.of());
    }

    private static byte[] archive(TarEntry... entries) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter tar = new TarWriter(out);
        for (TarEntry entry : entries) {
            tar.head(entry);
        }
        tar.finish();
        return out.toByteArray();
    }
}
