package dev.varve;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/// A file system of its own in a file, whose power can be cut: what was not flushed is then lost,
/// as with the plug pulled. The cut is the ioctl `EXT4_IOC_SHUTDOWN` without flushing the journal.
final class LoopDisk implements AutoCloseable {
    private static final String CUT =
            "import fcntl,os,struct,sys;"
                    + "fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587d,struct.pack('I',2))";

    private final Path image;
    private final Path mountPoint;

    LoopDisk(Path directory, long bytes) throws IOException {
        image = directory.resolve("disk.img");
        mountPoint = Files.createDirectory(directory.resolve("disk"));
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(bytes);
        }
        run("mkfs.ext4", "-q", "-F", image.toString());
        mount();
    }

    Path path() {
        return mountPoint;
    }

    private void mount() throws IOException {
        run("mount", "-o", "loop", image.toString(), mountPoint.toString());
    }

    void cutPower() throws IOException {
        run("python3", "-c", CUT, mountPoint.toString());
    }

    /// Takes the dead file system away and mounts what is on the disk.
    void powerOn() throws IOException {
        run("umount", mountPoint.toString());
        mount();
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(exitCode(process)).as("%s: %s", String.join(" ", command), output).isZero();
    }

    private static int exitCode(Process process) throws IOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() throws IOException {
        run("umount", mountPoint.toString());
        Files.delete(image);
    }
}
