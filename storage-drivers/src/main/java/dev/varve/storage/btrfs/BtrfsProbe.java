package dev.varve.storage.btrfs;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.home.ProbePlaces;
import dev.varve.storage.linux.BtrfsSubvolumes;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Open;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds out by doing whether subvolumes can be made, snapshotted and removed here.
final class BtrfsProbe {
    private static final String KIND = "btrfs";
    private static final byte[] ONE = name("one");
    private static final byte[] TWO = name("two");

    private BtrfsProbe() {}

    /// Tried in the driver's directory when it is there, as it can be a btrfs mounted into a root
    /// that is none.
    static DriverProbe probe(Path root) {
        Path home = home(root);
        Path place = Files.isDirectory(home) ? home : root;
        try (Fd directory = Open.directory(place)) {
            if (!BtrfsSubvolumes.areKnown(directory)) {
                return new DriverProbe.Unusable(
                        "btrfs needs a btrfs file system, and " + place + " is not on one");
            }
            tryIn(directory, ProbePlaces.make(place, KIND));
            return new DriverProbe.Usable();
        } catch (IOException e) {
            return new DriverProbe.Unusable(
                    "btrfs was tried in " + place + " and failed: " + e.getMessage());
        }
    }

    /// Removes what interrupted probes have left.
    static void sweep(Path root) throws IOException {
        for (Path place : List.of(root, home(root))) {
            for (Path dir : ProbePlaces.in(place, KIND)) {
                try (Fd parent = Open.directory(dir.getParent());
                        Fd directory = Open.directory(dir)) {
                    SubvolumeRemoval.remove(directory, TWO);
                    SubvolumeRemoval.remove(directory, ONE);
                    SubvolumeRemoval.remove(parent, Open.bytes(dir.getFileName()));
                }
            }
        }
    }

    private static Path home(Path root) {
        return root.resolve(KIND);
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
