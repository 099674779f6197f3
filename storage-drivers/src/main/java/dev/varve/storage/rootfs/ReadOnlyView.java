package dev.varve.storage.rootfs;

import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Mounts;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/// A tree shown once more at another path, where nobody can write: a bind mount that the kernel
/// refuses every change through, `nodev` and `nosuid`. It shows the tree as it was reached when it
/// was made, also after the mount that it was made from is gone, and stays when this process ends.
public final class ReadOnlyView {
    private static final long MS_REMOUNT = 32;
    private static final long MS_BIND = 4096;
    private static final byte[] NO_OPTIONS = new byte[0];

    private ReadOnlyView() {}

    /// @param tree not what is mounted below it
    /// @param at an empty directory
    public static void show(Path tree, Path at) throws IOException {
        Path where = real(at);
        Mounts.mount(tree.toString(), where, "none", MS_BIND, NO_OPTIONS);
        boolean done = false;
        try {
            long flags =
                    MS_BIND | MS_REMOUNT | Mounts.MS_RDONLY | Mounts.MS_NODEV | Mounts.MS_NOSUID;
            Mounts.mount("none", where, "none", flags, NO_OPTIONS);
            done = true;
        } finally {
            if (!done) {
                Mounts.detach(where);
            }
        }
    }

    /// Whether something is shown there and can be read. What the process of a file system in user
    /// space showed can no longer be once that is gone.
    public static boolean isShown(Path at) throws IOException {
        if (!Files.isDirectory(at.getParent()) || !Mounts.isMountPoint(real(at))) {
            return false;
        }
        try (DirectoryStream<Path> names = Files.newDirectoryStream(at)) {
            return names != null;
        } catch (IOException unreadable) {
            return false;
        }
    }

    /// Takes it away; no error when nothing is shown.
    ///
    /// @throws LinuxException with `EBUSY` when somebody works in it
    public static void remove(Path at) throws IOException {
        while (Mounts.isMountPoint(real(at))) {
            Mounts.unmount(real(at));
        }
    }

    /// As [#remove], whoever works in it: who does keeps what is open.
    public static void forceRemove(Path at) throws IOException {
        while (Mounts.isMountPoint(real(at))) {
            Mounts.detach(real(at));
        }
    }

    /// As the kernel names it. The last component may be unreadable.
    private static Path real(Path at) throws IOException {
        return at.toAbsolutePath().getParent().toRealPath().resolve(at.getFileName());
    }
}
