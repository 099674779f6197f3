package dev.varve.storage.flush;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.fixtures.disk.LoopDisk;
import dev.varve.storage.linux.Mounts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// On file systems of their own, one of which lies on a disk with less room than it says.
final class FileSystemFlushTest {
    private static final int MIB = 1 << 20;

    @TempDir Path temp;

    @Test
    void whatWasWrittenBeforeSurvivesAPowerCut() throws IOException {
        try (LoopDisk disk = LoopDisk.ext4(temp, 64 * MIB)) {
            try (FileSystemFlush flush = FileSystemFlush.of(disk.path())) {
                Files.writeString(disk.path().resolve("kept"), "x".repeat(100_000));
                flush.flush();
            }
            disk.cutPower();
            disk.powerOn();
            assertThat(disk.path().resolve("kept")).hasContent("x".repeat(100_000));
        }
    }

    @Test
    void everyOneThatWasOpenedBeforeAWriteFailsIsToldOfItAndNoneThatWasOpenedLater()
            throws IOException {
        Path small = Files.createDirectory(temp.resolve("small"));
        byte[] options = "size=24m".getBytes(StandardCharsets.US_ASCII);
        Mounts.mount("none", small, "tmpfs", 0, options);
        try (LoopDisk disk = LoopDisk.ext4(small, 200 * MIB)) {
            try (FileSystemFlush one = FileSystemFlush.of(disk.path());
                    FileSystemFlush other = FileSystemFlush.of(disk.path())) {
                fill(disk.path().resolve("much"));
                assertThatThrownBy(one::flush).isInstanceOf(IOException.class);
                assertThatThrownBy(other::flush).isInstanceOf(IOException.class);
                one.flush();
                try (FileSystemFlush later = FileSystemFlush.of(disk.path())) {
                    later.flush();
                }
            }
        } finally {
            Mounts.unmount(small);
        }
    }

    /// More than the disk below has room for, which the kernel takes for now.
    private static void fill(Path file) throws IOException {
        byte[] bytes = new byte[60 * MIB];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
    }
}
