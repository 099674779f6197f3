package dev.varve.storage.tar;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Umask;
import dev.varve.storage.linux.Xattrs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Makes one entry in an open directory: the node with its data, then owner, extended attributes,
/// mode and times, in this order, because each of them undoes some that follow.
final class EntryWriter {
    private static final int NEW_FILE =
            Open.O_WRONLY | Open.O_CREAT | Open.O_EXCL | Open.O_NOFOLLOW;
    private static final byte[] ITSELF = {'.'};

    private final TarReader tar;
    private final DirectoryCache directories;
    private final OverlayMarks marks;
    private final boolean replacesXattrs;
    private int placeholders;

    /// @param replacesXattrs whether a directory that exists loses the extended attributes that its
    ///   entry does not have
    EntryWriter(
            TarReader tar, DirectoryCache directories, OverlayMarks marks, boolean replacesXattrs) {
        this.tar = tar;
        this.directories = directories;
        this.marks = marks;
        this.replacesXattrs = replacesXattrs;
    }

    /// How many devices an empty file stands for.
    int placeholders() {
        return placeholders;
    }

    /// Refuses what must not be made, before anything is removed for it.
    void check(TarEntry entry, TarLimits limits) throws MalformedLayerException {
        if (entry.kind() == EntryKind.CHARACTER_DEVICE && entry.device() == 0) {
            throw new MalformedLayerException(
                    "a character device 0:0 is the kernel's mark of a removed name, no device");
        }
        if (entry.kind() == EntryKind.SYMLINK) {
            checkTarget(entry.linkName(), limits);
        }
        long total = 0;
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            int length = xattr.getValue().length;
            total += length + xattr.getKey().length();
            if (length > limits.xattr()) {
                throw MalformedLayerException.limit(
                        entry.name(), "the size of an extended attribute", length, limits.xattr());
            }
        }
        if (total > limits.xattrsTotal()) {
            throw MalformedLayerException.limit(
                    entry.name(),
                    "the size of its extended attributes",
                    total,
                    limits.xattrsTotal());
        }
    }

    private static void checkTarget(byte[] target, TarLimits limits)
            throws MalformedLayerException {
        if (target.length == 0) {
            throw new MalformedLayerException("it is a symbolic link to nothing");
        }
        if (target.length > limits.path()) {
            throw new MalformedLayerException(
                    "the length of its target is "
                            + target.length
                            + ", more than the limit of "
                            + limits.path());
        }
        for (byte b : target) {
            if (b == 0) {
                throw new MalformedLayerException("its target holds a NUL byte");
            }
        }
    }

    /// Makes anything but directories and hard links; fails with `EEXIST` when the name is taken.
    void write(TarEntry entry, byte[] name, OpenDirectory parent) throws IOException {
        Fd dir = parent.fd();
        switch (entry.kind()) {
            case FILE -> {
                boolean owned = isMadeOwned(entry, parent);
                boolean moded = owned && isMadeWithMode(entry);
                try (Fd file = Open.at(dir, name, NEW_FILE, moded ? entry.mode() : 0600)) {
                    writeData(entry, file);
                    if (!owned) {
                        own(entry, file);
                    }
                    if (!moded) {
                        attribute(entry, file);
                    }
                    Attributes.futimens(file, entry.times());
                }
            }
            case SYMLINK -> {
                Nodes.symlinkat(entry.linkName(), dir, name);
                if (!isMadeOwned(entry, parent)) {
                    own(entry, dir, name);
                }
                describeNode(entry, dir, name);
            }
            case CHARACTER_DEVICE -> makeNode(entry, dir, name, Stat.S_IFCHR);
            case BLOCK_DEVICE -> makeNode(entry, dir, name, Stat.S_IFBLK);
            case FIFO -> makeNode(entry, dir, name, Stat.S_IFIFO);
            case DIRECTORY, HARD_LINK -> throw new IllegalArgumentException("not made here");
        }
    }

    /// Most of what is in images belongs to root, as what root makes does; each call that a file
    /// does without is a transaction of the file system less.
    private static boolean isMadeOwned(TarEntry entry, OpenDirectory parent) throws LinuxException {
        return entry.uid() == 0 && entry.gid() == 0 && parent.imposesNothing();
    }

    /// An ACL among the extended attributes would change the mode.
    private static boolean isMadeWithMode(TarEntry entry) {
        return entry.mode() <= 0777 && Umask.keeps(entry.mode()) && entry.xattrs().isEmpty();
    }

    private void makeNode(TarEntry entry, Fd dir, byte[] name, int type) throws IOException {
        if (type != Stat.S_IFIFO && DevicePlaceholder.needed()) {
            try (Fd file = Open.at(dir, name, NEW_FILE, 0600)) {
                new DevicePlaceholder(entry.kind(), entry.device()).mark(file);
                describe(entry, file);
                Attributes.futimens(file, entry.times());
            }
            placeholders++;
            return;
        }
        Nodes.mknodat(dir, name, type | 0600, entry.device());
        own(entry, dir, name);
        describeNode(entry, dir, name);
    }

    private void writeData(TarEntry entry, Fd file) throws IOException {
        if (!entry.sparse()) {
            tar.gather();
            copy(file, entry.size());
            return;
        }
        file.truncate(entry.size());
        for (SparseChunk chunk : entry.chunks()) {
            file.seek(chunk.offset(), Fd.SEEK_SET);
            copy(file, chunk.length());
        }
    }

    private void copy(Fd file, long length) throws IOException {
        long left = length;
        while (left > 0) {
            int part = tar.ready(left);
            file.write(tar.buffer(), tar.offset(), part);
            tar.consume(part);
            left -= part;
        }
    }

    /// Makes a directory; fails with `EEXIST` when the name is taken.
    ///
    /// @param replaces whether it stands where this layer had something else, so that nothing of
    ///   the layers below may show through
    void directory(TarEntry entry, LayerPath path, OpenDirectory parent, boolean replaces)
            throws IOException {
        Nodes.mkdirat(parent.fd(), path.name(), 0700);
        Fd fd = Open.directory(parent.fd(), path.name());
        OpenDirectory directory = directories.add(path, fd);
        describeDirectory(entry, directory);
        if (replaces) {
            marks.makeOpaque(fd);
        }
    }

    /// Gives a directory that exists the entry's attributes instead of its own.
    ///
    /// @return false when the name is no directory
    boolean merge(TarEntry entry, LayerPath path, OpenDirectory parent) throws IOException {
        if (!Stat.at(parent.fd(), path.name()).isDirectory()) {
            return false;
        }
        OpenDirectory directory = directories.add(path, Open.directory(parent.fd(), path.name()));
        if (!replacesXattrs) {
            describeDirectory(entry, directory);
            return true;
        }
        for (byte[] key : Xattrs.list(directory.fd(), ITSELF)) {
            if (XattrRules.taken(new String(key, StandardCharsets.UTF_8))) {
                Xattrs.remove(directory.fd(), key);
            }
        }
        describeDirectory(entry, directory);
        return true;
    }

    void describeDirectory(TarEntry entry, OpenDirectory directory) throws IOException {
        describe(entry, directory.fd());
        directory.changed();
        directories.setTimes(directory, entry.times());
    }

    private static void describe(TarEntry entry, Fd fd) throws IOException {
        own(entry, fd);
        attribute(entry, fd);
    }

    private static void own(TarEntry entry, Fd fd) throws IOException {
        try {
            Attributes.fchown(fd, entry.uid(), entry.gid());
        } catch (LinuxException e) {
            throw UnmappedOwnerException.of(entry, e);
        }
    }

    private static void own(TarEntry entry, Fd dir, byte[] name) throws IOException {
        try {
            Attributes.fchownat(dir, name, entry.uid(), entry.gid());
        } catch (LinuxException e) {
            throw UnmappedOwnerException.of(entry, e);
        }
    }

    private static void attribute(TarEntry entry, Fd fd) throws IOException {
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            if (XattrRules.taken(xattr.getKey())) {
                try {
                    Xattrs.set(fd, key(xattr), xattr.getValue());
                } catch (LinuxException e) {
                    throw XattrRules.refusal(e);
                }
            }
        }
        Attributes.fchmod(fd, entry.mode());
    }

    /// All but the owner.
    private static void describeNode(TarEntry entry, Fd dir, byte[] name) throws IOException {
        for (Map.Entry<String, byte[]> xattr : entry.xattrs().entrySet()) {
            if (XattrRules.takenByNodes(xattr.getKey())) {
                try {
                    Xattrs.set(dir, name, key(xattr), xattr.getValue());
                } catch (LinuxException e) {
                    throw XattrRules.refusal(e);
                }
            }
        }
        if (entry.kind() != EntryKind.SYMLINK) {
            try (Fd node = Open.at(dir, name, Open.O_PATH | Open.O_NOFOLLOW, 0)) {
                Attributes.chmod(node, entry.mode());
            }
        }
        Attributes.utimensat(dir, name, entry.times());
    }

    private static byte[] key(Map.Entry<String, byte[]> xattr) {
        return xattr.getKey().getBytes(StandardCharsets.UTF_8);
    }

    /// Gives an inode of this root another name. The inode keeps its own attributes; those in the
    /// entry's header say nothing new, and setting an owner would take a file's capabilities away.
    void link(LayerPath target, LayerPath path) throws IOException {
        if (target.isRoot()) {
            throw new MalformedLayerException("it is a hard link to the root");
        }
        Optional<OpenDirectory> found = directories.find(target.parent());
        OpenDirectory parent = directories.openOrMake(path.parent());
        // Two paths to one directory: opening the second has closed the first.
        OpenDirectory from = found.filter(dir -> dir.fd().number() >= 0).orElse(parent);
        Stat stat = found.isEmpty() ? null : Stat.find(from.fd(), target.name()).orElse(null);
        if (stat == null) {
            throw new MalformedLayerException("it is a hard link to a name that does not exist");
        }
        if (stat.isDirectory() || marks.isWhiteout(stat)) {
            throw new MalformedLayerException("it is a hard link to a directory or a whiteout");
        }
        try {
            Nodes.linkat(from.fd(), target.name(), parent.fd(), path.name());
        } catch (LinuxException e) {
            if (e.errno() == Errno.EPERM) {
                throw new MalformedLayerException("its target cannot be linked: " + e.getMessage());
            }
            throw e;
        }
    }
}
