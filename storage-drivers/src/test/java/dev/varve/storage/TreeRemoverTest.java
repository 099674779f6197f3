package dev.varve.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Open;
import dev.varve.storage.tree.TreeRemover;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

class TreeRemoverTest {
    /// Enough for several threads.
    private static final int FILES = 6000;

    @TempDir Path temp;

    private void remove(String name) throws IOException {
        try (Fd dir = Open.directory(temp)) {
            TreeRemover.remove(dir, name.getBytes(StandardCharsets.US_ASCII));
        }
    }

    /// Directories in three levels, ten files in each.
    private Path wide(String name) throws IOException {
        Path top = temp.resolve(name);
        for (int i = 0; i < FILES; i++) {
            Path directory = top.resolve(i / 600 + "/" + i / 60 % 10 + "/" + i / 10 % 6);
            Files.createDirectories(directory);
            Files.createFile(directory.resolve("f" + i));
        }
        return top;
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void aLargeTreeGoesAsAWhole() throws IOException {
        Path top = wide("tree");
        long before = descriptors();
        remove("tree");
        assertThat(top).doesNotExist();
        assertThat(temp).isEmptyDirectory();
        assertThat(descriptors()).isLessThanOrEqualTo(before);
    }

    @Test
    void aDeepTreeGoesAsAWhole() throws IOException {
        Path directory = wide("tree");
        for (int i = 0; i < 300; i++) {
            directory = Files.createDirectory(directory.resolve("d"));
            Files.createFile(directory.resolve("f"));
        }
        remove("tree");
        assertThat(temp).isEmptyDirectory();
    }

    @Test
    void severalNamesGoTogether() throws IOException {
        wide("one");
        wide("two");
        Files.createFile(temp.resolve("file"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), temp.resolve("kept"));
        Path kept = Files.writeString(Files.createDirectory(temp.resolve("kept")).resolve("f"), "");
        try (Fd dir = Open.directory(temp)) {
            TreeRemover.remove(
                    dir,
                    Stream.of("one", "missing", "file", "two", "link")
                            .map(name -> name.getBytes(StandardCharsets.US_ASCII))
                            .toList());
        }
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(temp).isDirectoryNotContaining("glob:**{one,two,file}");
        assertThat(kept).exists();
    }

    @Test
    void whatIsMountedInALargeTreeStaysAndIsSaidToBeBusy() throws IOException {
        Path top = wide("tree");
        Path mounted = Files.createDirectory(top.resolve("9/9/mounted"));
        Mounts.mount("tmpfs", mounted, "tmpfs", 0, new byte[0]);
        try {
            Files.writeString(mounted.resolve("kept"), "kept");
            assertThatThrownBy(() -> remove("tree"))
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY));
            assertThat(mounted.resolve("kept")).hasContent("kept");
        } finally {
            Mounts.unmount(mounted);
        }
        remove("tree");
        assertThat(temp).isEmptyDirectory();
    }
}
