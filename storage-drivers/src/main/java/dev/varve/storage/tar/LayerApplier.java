package dev.varve.storage.tar;

import dev.varve.storage.ActiveLayer;
import dev.varve.storage.WhiteoutFormat;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.Cursor;
import dev.varve.storage.tree.TreeRemover;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Puts the entries of a layer's tar into a directory.
///
/// Everything happens relative to the descriptor of the layer's root, so that no entry, whatever
/// the ones before it made, writes outside. A layer that is refused leaves a half-filled directory
/// behind, which the caller removes with the staged layer.
public final class LayerApplier {
    private static final byte[] MARK = ascii(".wh.");
    private static final byte[] META = ascii(".wh..wh.");
    private static final byte[] OPAQUE = ascii(".wh..wh..opq");

    private final TarReader tar;
    private final TarLimits limits;
    private final WhiteoutFormat format;
    private final OverlayMarks marks;
    private final SeenNames seen;
    private final DirectoryCache directories;
    private final EntryWriter writer;
    private long bytes;

    private LayerApplier(TarReader tar, Fd root, WhiteoutFormat format, TarLimits limits)
            throws LinuxException {
        this.tar = tar;
        this.limits = limits;
        this.format = format;
        this.marks = new OverlayMarks(format);
        this.seen = new SeenNames(format);
        this.directories = new DirectoryCache(root, marks, seen);
        this.writer = new EntryWriter(tar, directories, marks);
    }

    /// Reads the stream to its very end, what follows the archive included, so that a digest taken
    /// of it on the way is that of the whole stream. Does not close it. Blocks its carrier: call it
    /// from a platform thread.
    ///
    /// @throws MalformedLayerException when the layer is refused
    public static AppliedLayer apply(InputStream tar, ActiveLayer layer, TarLimits limits)
            throws IOException {
        TarReader reader = new TarReader(tar, limits);
        LayerApplier applier =
                new LayerApplier(reader, Open.directory(layer.root()), layer.whiteouts(), limits);
        try (DirectoryCache directories = applier.directories) {
            applier.applyAll();
            directories.finish();
        }
        reader.drain();
        return new AppliedLayer(reader.entries(), applier.bytes);
    }

    private void applyAll() throws IOException {
        for (TarEntry entry = tar.next(); entry != null; entry = tar.next()) {
            try {
                apply(entry);
            } catch (MalformedLayerException e) {
                throw e.at(entry.name());
            }
        }
    }

    private void apply(TarEntry entry) throws IOException {
        if (entry.size() > limits.bytes() - bytes) {
            throw MalformedLayerException.limit(
                    entry.name(),
                    "the size of all files up to here",
                    Math.addExact(bytes, Math.min(entry.size(), Long.MAX_VALUE - bytes)),
                    limits.bytes());
        }
        bytes += entry.size();
        LayerPath path = LayerPath.of(entry.name(), limits);
        if (path.isRoot()) {
            applyRoot(entry);
        } else if (format == WhiteoutFormat.AUFS || !path.anyStartsWith(MARK)) {
            place(entry, path);
        } else {
            applyMark(entry, path);
        }
    }

    /// dockerd's overlay drivers skip the root's entry and its other drivers do not.
    private void applyRoot(TarEntry entry) throws IOException {
        if (entry.kind() != EntryKind.DIRECTORY) {
            throw new MalformedLayerException("the root can only be a directory");
        }
        if (format == WhiteoutFormat.DELETE) {
            writer.describeDirectory(entry, directories.root());
        }
    }

    private void applyMark(TarEntry entry, LayerPath path) throws IOException {
        byte[] name = path.name();
        if (path.parentStartsWith(META)
                || (startsWith(name, META) && !Arrays.equals(name, OPAQUE))) {
            return; // what AUFS kept for itself
        }
        if (path.parentStartsWith(MARK)) {
            throw new MalformedLayerException("a directory in its path has a whiteout's name");
        }
        if (Arrays.equals(name, OPAQUE)) {
            makeOpaque(directories.openOrMake(path.parent()));
            return;
        }
        byte[] hidden = Arrays.copyOfRange(name, MARK.length, name.length);
        if (hidden.length == 0 || isDots(hidden)) {
            throw new MalformedLayerException("it is a whiteout of no name");
        }
        hide(entry, path.parent(), hidden);
    }

    /// What this layer itself has put there before is removed too.
    private void hide(TarEntry entry, LayerPath parent, byte[] name) throws IOException {
        OpenDirectory directory = clear(parent, name);
        if (format != WhiteoutFormat.DELETE) {
            marks.makeWhiteout(directory.fd(), name, entry.uid(), entry.gid());
        }
    }

    private void makeOpaque(OpenDirectory directory) throws IOException {
        if (format == WhiteoutFormat.DELETE) {
            try (Cursor there = new Cursor(directory.fd())) {
                directories.forget();
                OpaquePrune.prune(there.fd(), seen);
            }
        } else {
            marks.makeOpaque(directory.fd());
        }
    }

    private void place(TarEntry entry, LayerPath path) throws IOException {
        writer.check(entry, limits);
        byte[] name = path.name();
        OpenDirectory parent = directories.openOrMake(path.parent());
        @Nullable LayerPath target =
                entry.kind() == EntryKind.HARD_LINK ? LayerPath.of(entry.linkName(), limits) : null;
        if (!create(entry, path, parent, target, false)) {
            parent = clear(path.parent(), name);
            if (!create(entry, path, parent, target, true)) {
                throw new IOException(
                        "another process writes into the layer that is being applied");
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
    private OpenDirectory clear(LayerPath parent, byte[] name) throws IOException {
        OpenDirectory directory = directories.openOrMake(parent);
        Stat there = Stat.find(directory.fd(), name).orElse(null);
        if (there == null) {
            return directory;
        }
        if (there.isDirectory() || there.isSymlink()) {
            directories.forget();
            directory = directories.openOrMake(parent);
        }
        TreeRemover.remove(directory.fd(), name);
        return directory;
    }

    private static boolean isDots(byte[] name) {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    private static boolean startsWith(byte[] name, byte[] prefix) {
        return name.length >= prefix.length
                && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
