package dev.varve.storage.overlay2;

import dev.varve.storage.DriverProbe;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.home.DriverHome;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Mounts;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.TreeRemover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Finds out by doing whether overlays work here.
final class OverlayProbe {
    private OverlayProbe() {}

    static DriverProbe probe(Path home) {
        try {
            Path dir = Disk.createTempDirectory(home.toRealPath(), "overlay-probe-");
            try {
                return tryMount(dir);
            } finally {
                try (Fd parent = Open.directory(dir.getParent())) {
                    TreeRemover.remove(
                            parent,
                            dir.getFileName().toString().getBytes(StandardCharsets.US_ASCII));
                }
            }
        } catch (IOException e) {
            return new DriverProbe.Unusable(
                    "overlay2 was tried in " + home + " and failed: " + e.getMessage());
        }
    }

    private static DriverProbe tryMount(Path dir) throws IOException {
        Path upper = DriverHome.makeDirectory(dir.resolve("upper"), 0755);
        Path lower = DriverHome.makeDirectory(dir.resolve("lower"), 0755);
        Path merged = DriverHome.makeDirectory(dir.resolve("merged"), 0755);
        DriverHome.writeFile(lower.resolve("kept"), "", 0600);
        DriverHome.writeFile(lower.resolve("hidden"), "", 0600);
        Nodes.mknodat(Fd.CWD, Open.bytes(upper.resolve("hidden")), Stat.S_IFCHR, 0);
        OverlayMount.readOnly(List.of(upper, lower), merged);
        try {
            return Files.exists(merged.resolve("kept")) && !Files.exists(merged.resolve("hidden"))
                    ? new DriverProbe.Usable()
                    : new DriverProbe.Unusable(
                            "an overlay mounted in " + dir + " does not show its layers right");
        } finally {
            Mounts.detach(merged);
        }
    }

    /// A switch of the kernel's overlay module.
    static boolean parameter(String name) {
        try {
            return Files.readString(Path.of("/sys/module/overlay/parameters", name))
                    .startsWith("Y");
        } catch (IOException e) {
            return false;
        }
    }

    static String backingFileSystem(Path path) {
        try {
            String type = Files.getFileStore(path).type();
            return type.startsWith("ext") ? "extfs" : type;
        } catch (IOException e) {
            return "<unknown>";
        }
    }
}
