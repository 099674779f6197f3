package dev.varve.storage.overlay;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.home.ProbePlaces;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.TreeRemover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds out by doing whether overlays work here.
public final class OverlayProbe {
    private static final String KIND = "overlay";

    private OverlayProbe() {}

    /// Mounts overlays of two layers, one to read and one to write, in a temporary directory.
    ///
    /// @param home where layers would lie; it exists
    public static DriverProbe of(OverlayStacking stacking, Path home) {
        try {
            Path dir = ProbePlaces.make(home, KIND);
            try {
                return read(stacking, dir) && write(stacking, dir)
                        ? new DriverProbe.Usable()
                        : new DriverProbe.Unusable(
                                stacking.name()
                                        + " was tried in "
                                        + home
                                        + " and does not show its layers right");
            } finally {
                remove(dir);
            }
        } catch (IOException e) {
            return new DriverProbe.Unusable(
                    stacking.name() + " was tried in " + home + " and failed: " + e.getMessage());
        }
    }

    /// Removes what interrupted probes have left in `home`, with what they have mounted.
    public static void sweep(Path home) throws IOException {
        for (Path dir : ProbePlaces.in(home, KIND)) {
            Mounts.detachBelow(dir, _ -> false);
            remove(dir);
        }
    }

    private static void remove(Path dir) throws IOException {
        try (Fd parent = Open.directory(dir.getParent())) {
            TreeRemover.remove(parent, Open.bytes(dir.getFileName()));
        }
    }

    private static boolean read(OverlayStacking stacking, Path dir) throws IOException {
        Path upper = DriverHome.makeDirectory(dir.resolve("upper"), 0755);
        Path lower = DriverHome.makeDirectory(dir.resolve("lower"), 0755);
        Path merged = DriverHome.makeDirectory(dir.resolve("merged"), 0755);
        DriverHome.writeFile(lower.resolve("kept"), "", 0600);
        DriverHome.writeFile(lower.resolve("hidden"), "", 0600);
        Nodes.mknodat(Fd.CWD, Open.bytes(upper.resolve("hidden")), Stat.S_IFCHR, 0);
        stacking.readOnly(List.of(upper, lower), merged);
        try {
            return Files.exists(merged.resolve("kept")) && !Files.exists(merged.resolve("hidden"));
        } finally {
            Mounts.detach(merged);
        }
    }

    /// An overlay can be read on more file systems than it can be written on.
    private static boolean write(OverlayStacking stacking, Path dir) throws IOException {
        Path upper = dir.resolve("upper");
        Path work = DriverHome.makeDirectory(dir.resolve("work"), 0755);
        Path merged = dir.resolve("merged");
        stacking.writable(upper, work, List.of(dir.resolve("lower")), merged);
        try {
            Disk.delete(merged.resolve("kept"));
            stacking.settle(merged);
            return stacking.upper().isWhiteout(Stat.at(Fd.CWD, Open.bytes(upper.resolve("kept"))));
        } finally {
            Mounts.detach(merged);
        }
    }

    /// The name of the file system below, as dockerd calls it.
    public static String backingFileSystem(Path path) {
        try {
            String type = Files.getFileStore(path).type();
            return type.startsWith("ext") ? "extfs" : type;
        } catch (IOException e) {
            return "<unknown>";
        }
    }
}
