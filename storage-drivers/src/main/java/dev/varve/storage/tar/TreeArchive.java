package dev.varve.storage.tar;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.Cursor;
import dev.varve.storage.tree.TreeForm;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// Writes a tree, which may be in use, as an uncompressed tar: every directory before what is in
/// it, names in raw byte order. What somebody has mounted in it is left out. The stream is not
/// closed.
public final class TreeArchive {
    private static final byte[] ITSELF = {'.'};
    private static final long INSIDE = Open.RESOLVE_BENEATH | Open.RESOLVE_NO_SYMLINKS;

    private final TreeForm form;
    private final NodeWriter nodes;
    private final Cursor at;
    private final @Nullable Fd base;
    private final long mount;

    private TreeArchive(TreeForm form, NodeWriter nodes, Cursor at, @Nullable Fd base)
            throws LinuxException {
        this.form = form;
        this.base = base;
        this.nodes = nodes;
        this.at = at;
        this.mount = Stat.of(at.fd()).mount();
    }

    /// What is in a directory, without an entry for itself.
    public static void content(Fd top, OutputStream out) throws IOException {
        content(top, TreeForm.WHOLE, null, out);
    }

    /// The tar of a layer, with whiteouts.
    ///
    /// @param top the upper directory of an overlay
    /// @param base what the upper directory lies on, or null for nothing
    public static void layer(Fd top, TreeForm form, @Nullable Fd base, OutputStream out)
            throws IOException {
        content(top, form, base, out);
    }

    private static void content(Fd top, TreeForm form, @Nullable Fd base, OutputStream out)
            throws IOException {
        NodeWriter nodes = new NodeWriter(new TarWriter(out));
        try (Cursor cursor = new Cursor(top)) {
            new TreeArchive(form, nodes, cursor, base).walk(new byte[0]);
        }
        nodes.tar().finish();
    }

    /// A directory with all that is in it, under another name.
    ///
    /// @param as its name in the tar, which starts all names; may be `.` or `/`
    public static void directory(Fd top, byte[] as, OutputStream out) throws IOException {
        NodeWriter nodes = new NodeWriter(new TarWriter(out));
        try (Cursor cursor = new Cursor(top)) {
            nodes.write(cursor.fd(), ITSELF, Stat.of(cursor.fd()), as);
            new TreeArchive(TreeForm.WHOLE, nodes, cursor, null).walk(NodeWriter.slashed(as));
        }
        nodes.tar().finish();
    }

    /// One node alone, under another name.
    public static void node(Fd dir, byte[] name, byte[] as, OutputStream out) throws IOException {
        NodeWriter nodes = new NodeWriter(new TarWriter(out));
        nodes.write(dir, name, Stat.at(dir, name), as);
        nodes.tar().finish();
    }

    /// @param path of the directory in the tar, with a slash at its end unless it is empty
    /// @param opaque whether it or a directory above it is said to be so
    @SuppressWarnings("ArrayRecordComponent") // raw name; never compared or changed
    private record Level(byte[] path, Iterator<byte[]> names, boolean opaque) {}

    private void walk(byte[] top) throws IOException {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(top, names(), false));
        while (true) {
            Level level = levels.element();
            if (level.names().hasNext()) {
                byte[] name = level.names().next();
                byte[] path = Whiteouts.joined(level.path(), name);
                if (write(level.path(), name, path) && at.enterIfThere(name)) {
                    byte[] inside = NodeWriter.slashed(path);
                    boolean opaque = form.isOpaque(at.fd()) && isNeeded(level, path);
                    if (opaque) {
                        nodes.tar().entry(Whiteouts.opaque(inside, Stat.of(at.fd())));
                    }
                    levels.push(new Level(inside, names(), opaque || level.opaque()));
                }
                continue;
            }
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            if (!at.leaveIfThere()) {
                Level gone = levels.pop();
                levels.push(new Level(gone.path(), Collections.emptyIterator(), gone.opaque()));
            }
        }
    }

    /// fuse-overlayfs marks every directory that it makes.
    private boolean isNeeded(Level above, byte[] path) throws IOException {
        if (form != TreeForm.UPPER_FUSE) {
            return true;
        }
        if (above.opaque() || base == null) {
            return false;
        }
        try (Fd _ = Open.at2(base, path, Open.O_PATH | Open.O_NOFOLLOW, INSIDE)) {
            return true;
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR, Errno.ELOOP -> false;
                default -> true;
            };
        }
    }

    private Iterator<byte[]> names() throws LinuxException {
        List<byte[]> names = form.names(at.fd());
        names.sort(Arrays::compareUnsigned);
        return names.iterator();
    }

    /// @return whether the name is a directory to enter
    private boolean write(byte[] directory, byte[] name, byte[] path) throws IOException {
        Stat stat = Stat.find(at.fd(), name).orElse(null);
        if (stat == null) {
            return false;
        }
        if (form.isWhiteout(stat)) {
            nodes.tar().entry(Whiteouts.of(directory, name, stat));
            return false;
        }
        boolean mounted = stat.mount() != mount;
        if (mounted && !stat.isDirectory()) {
            return false;
        }
        if (form.isUpper()) {
            Whiteouts.refuse(name, path);
        }
        nodes.write(at.fd(), name, stat, path);
        return stat.isDirectory() && !mounted;
    }
}
