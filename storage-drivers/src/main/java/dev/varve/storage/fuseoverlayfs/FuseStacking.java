package dev.varve.storage.fuseoverlayfs;

import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.overlay.OverlayProbe;
import dev.varve.storage.overlay.OverlayStacking;
import dev.varve.storage.tree.TreeForm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Mounts by the program fuse-overlayfs. It leaves a process behind that serves the mount, in a
/// session of its own, so that nothing sent to the daemon's group ends it; it ends with the mount.
///
/// Layers are marked as for the kernel's overlay, whose marks the program understands: the same
/// directories can be mounted either way.
///
/// @param inNamespace whether this is a user namespace, where attributes `trusted.*` are not seen
record FuseStacking(boolean inNamespace) implements OverlayStacking {
    @Override
    public String name() {
        return "fuse-overlayfs";
    }

    @Override
    public WhiteoutFormat whiteouts() {
        return inNamespace ? WhiteoutFormat.OVERLAY_USERXATTR : WhiteoutFormat.OVERLAY;
    }

    @Override
    public TreeForm upper() {
        return TreeForm.UPPER_FUSE;
    }

    /// Without an upper directory the program writes nothing.
    @Override
    public void readOnly(List<Path> layers, Path target) throws IOException {
        Path home = home(target);
        mount(home, "lowerdir=" + stacked(home, layers) + ",ro,nodev,nosuid", target);
    }

    @Override
    public void writable(Path upper, Path work, List<Path> lowers, Path target) throws IOException {
        Path home = home(target);
        String options =
                "lowerdir="
                        + stacked(home, lowers)
                        + ",upperdir="
                        + home.relativize(upper)
                        + ",workdir="
                        + home.relativize(work)
                        + ",dev,suid";
        mount(home, options, target);
    }

    /// The driver's directory. The program works from there, so that its options hold short names
    /// of ours only, whatever characters the path to them has.
    private static Path home(Path target) {
        Path home = target.toAbsolutePath().getParent();
        return home == null || home.getParent() == null ? target.getRoot() : home.getParent();
    }

    private static String stacked(Path home, List<Path> layers) {
        return layers.stream()
                .map(layer -> home.relativize(layer).toString())
                .collect(Collectors.joining(":"));
    }

    private void mount(Path home, String options, Path target) throws IOException {
        if (home.toString().indexOf(':') >= 0) {
            throw new IOException(
                    "fuse-overlayfs cannot work below "
                            + home
                            + ": it takes the colon in the path for the end of it");
        }
        String where = home.relativize(target).toString();
        Disk.step(Verb.RUN, target, "fuse-overlayfs -o " + options);
        FuseProgram.run(home, List.of("fuse-overlayfs", "-o", options, where));
    }

    /// Attributes may come from the kernel's cache; opening a directory always asks the program.
    @Override
    public boolean isDead(Path target) throws IOException {
        try {
            Open.directory(target).close();
            return false;
        } catch (LinuxException e) {
            return e.errno() == Errno.ENOTCONN;
        }
    }

    /// The kernel holds back what is written to a FUSE file system.
    @Override
    public void settle(Path target) throws IOException {
        if (isDead(target)) {
            return;
        }
        try (Fd mounted = Open.directory(target)) {
            mounted.syncfs();
        }
    }

    @Override
    public Map<String, String> status(Path home) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("Backing Filesystem", OverlayProbe.backingFileSystem(home));
        rows.put("Supports d_type", "true");
        rows.put("userxattr", String.valueOf(inNamespace));
        return rows;
    }
}
