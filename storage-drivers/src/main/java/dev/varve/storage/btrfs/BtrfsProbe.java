package dev.varve.storage.btrfs;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.linux.BtrfsSubvolumes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Finds out by doing whether subvolumes can be made, snapshotted and removed here.
final class BtrfsProbe {
    private static final byte[] ONE = name("one");
    private static final byte[] TWO = name("two");

    private BtrfsProbe() {}

    /// Tried in the driver's directory when it is there, as it can be a btrfs mounted into a root
    /// that is none.
    static DriverProbe probe(Path root) {
        Path home = root.resolve("btrfs");
        Path place = Files.isDirectory(home) ? home : root;
        try (Fd directory = Open.directory(place)) {
            if (!BtrfsSubvolumes.areKnown(directory)) {
                return new DriverProbe.Unusable(
                        "btrfs needs a btrfs file system, and " + place + " is not on one");
            }
            tryIn(directory, Disk.createTempDirectory(place.toRealPath(), "btrfs-probe-"));
            return new DriverProbe.Usable();
        } catch (IOException e) {
            return new DriverProbe.Unusable(
                    "btrfs was tried in " + place + " and failed: " + e.getMessage());
        }
    }

    private static void tryIn(Fd parent, Path dir) throws IOException {
        try (Fd directory = Open.directory(dir)) {
            BtrfsSubvolumes.create(directory, ONE);
            try (Fd one = Open.directory(directory, ONE)) {
                BtrfsSubvolumes.snapshot(one, directory, TWO);
            }
            SubvolumeRemoval.remove(directory, TWO);
            SubvolumeRemoval.remove(directory, ONE);
        } finally {
            SubvolumeRemoval.remove(parent, name(dir.getFileName().toString()));
        }
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
