package dev.varve.crash;

import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;

/// A small ext4 in a file, mounted. A copy of the file holds what the kernel has written to the
/// device so far and nothing of what it still keeps in memory: it is what a power cut leaves.
final class SnapshotDisk implements AutoCloseable {
    /// Enough for the room that a load leaves to others.
    private static final long BYTES = 160L << 20;

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final int BLOCK = 4096;
    private static final int CHUNK = 1 << 20;

    private final Path image;
    private final Path mountPoint;

    private SnapshotDisk(Path image, Path mountPoint) {
        this.image = image;
        this.mountPoint = mountPoint;
    }

    static SnapshotDisk make(Path image) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(BYTES);
        }
        Programs.run("mkfs.ext4", "-q", "-F", "-b", "" + BLOCK, image.toString());
        return mount(image);
    }

    /// Switches a disk on.
    static SnapshotDisk mount(Path image) throws IOException {
        Path mountPoint = Files.createDirectory(Path.of(image + "-mounted"));
        Programs.run("mount", "-o", "loop", image.toString(), mountPoint.toString());
        return new SnapshotDisk(image, mountPoint);
    }

    Path path() {
        return mountPoint;
    }

    void flush() throws IOException {
        Programs.run("sync", "-f", mountPoint.toString());
    }

    void snapshot(Path target) throws IOException {
        Programs.run("cp", "--sparse=always", image.toString(), target.toString());
    }

    /// What a power cut in the middle of a flush leaves: of the blocks that were written between
    /// two snapshots, some. A block can be torn at a sector.
    ///
    /// @param before the snapshot from before the flush; becomes the mixture
    /// @return how many blocks the flush has written
    static int tear(Path before, Path after, Random random) throws IOException {
        int written = 0;
        double part = random.nextDouble();
        try (FileChannel into =
                        FileChannel.open(
                                before, StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel from = FileChannel.open(after, StandardOpenOption.READ)) {
            byte[] old = new byte[CHUNK];
            byte[] fresh = new byte[CHUNK];
            for (long at = 0; at < BYTES; at += CHUNK) {
                into.read(ByteBuffer.wrap(old), at);
                from.read(ByteBuffer.wrap(fresh), at);
                int next = 0;
                while ((next = differs(old, fresh, next)) < CHUNK) {
                    written++;
                    if (random.nextDouble() < part) {
                        int length = random.nextInt(8) == 0 ? 512 * (1 + random.nextInt(8)) : BLOCK;
                        into.write(ByteBuffer.wrap(fresh, next, length), at + next);
                    }
                    next += BLOCK;
                }
            }
        }
        return written;
    }

    /// The first block from an offset on that is not the same.
    private static int differs(byte[] old, byte[] fresh, int from) {
        int at = Arrays.mismatch(old, from, CHUNK, fresh, from, CHUNK);
        return at < 0 ? CHUNK : (from + at) / BLOCK * BLOCK;
    }

    /// A program that another thread is just starting holds what is open here for a moment, until
    /// it runs.
    private void unmount() throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            try {
                Programs.run("umount", mountPoint.toString());
                return;
            } catch (IOException e) {
                if (!e.getMessage().contains("busy") || System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        // Images stay mounted when a store is closed.
        Mounts.detachBelow(mountPoint.toRealPath(), _ -> false);
        unmount();
        Files.delete(mountPoint);
        Files.delete(image);
    }
}
