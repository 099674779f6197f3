package dev.varve.storage.tar;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.TreeRemover;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/// Puts an entry where its path says, in place of what is there.
final class EntryPlacer {
    /// Where in the root a hard link's target is.
    @FunctionalInterface
    interface LinkTargets {
        LayerPath of(byte[] linkName) throws MalformedLayerException;
    }

    private final DirectoryCache directories;
    private final EntryWriter writer;
    private final SeenNames seen;
    private final TarLimits limits;
    private final LinkTargets targets;
    private boolean replaces;

    EntryPlacer(
            DirectoryCache directories,
            EntryWriter writer,
            SeenNames seen,
            TarLimits limits,
            LinkTargets targets) {
        this.directories = directories;
        this.writer = writer;
        this.seen = seen;
        this.limits = limits;
        this.targets = targets;
    }

    /// Whether anything was removed for an entry.
    boolean replaces() {
        return replaces;
    }

    void place(TarEntry entry, LayerPath path) throws IOException {
        writer.check(entry, limits);
        byte[] name = path.name();
        OpenDirectory parent = directories.openOrMake(path.parent());
        @Nullable LayerPath target =
                entry.kind() == EntryKind.HARD_LINK ? targets.of(entry.linkName()) : null;
        if (!create(entry, path, parent, target, false)) {
            parent = clear(path.parent(), name);
            if (!create(entry, path, parent, target, true)) {
                throw new IOException("another process makes the same name");
            }
        }
        seen.add(parent.inode(), name);
    }

    /// @return false when the name exists and has to go first
    private boolean create(
            TarEntry entry,
            LayerPath path,
            OpenDirectory parent,
            @Nullable LayerPath target,
            boolean replaces)
            throws IOException {
        try {
            if (target != null) {
                writer.link(target, path);
            } else if (entry.kind() == EntryKind.DIRECTORY) {
                writer.directory(entry, path, parent, replaces);
            } else {
                writer.write(entry, path.name(), parent);
            }
            return true;
        } catch (LinuxException e) {
            if (e.errno() != Errno.EEXIST || replaces) {
                throw e;
            }
            return entry.kind() == EntryKind.DIRECTORY && writer.merge(entry, path, parent);
        }
    }

    /// Removes whatever stands under a name. Open directories are given up before, as a path of
    /// theirs may lead through it.
    OpenDirectory clear(LayerPath parent, byte[] name) throws IOException {
        OpenDirectory directory = directories.openOrMake(parent);
        Stat there = Stat.find(directory.fd(), name).orElse(null);
        if (there == null) {
            return directory;
        }
        replaces = true;
        if (there.isDirectory() || there.isSymlink()) {
            directories.forget();
            directory = directories.openOrMake(parent);
        }
        TreeRemover.remove(directory.fd(), name);
        return directory;
    }
}
