package dev.varve.storage.tar;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.Cursor;
import dev.varve.storage.tree.TreeForm;

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

    private final TreeForm form;
    private final NodeWriter nodes;
    private final Cursor at;
    private final long mount;

    private TreeArchive(TreeForm form, NodeWriter nodes, Cursor at) throws LinuxException {
        this.form = form;
        this.nodes = nodes;
        this.at = at;
        this.mount = Stat.of(at.fd()).mount();
    }

    /// What is in a directory, without an entry for itself.
    ///
    /// @param form of an overlay's upper directory a layer's tar is made, with whiteouts
    public static void content(Fd top, TreeForm form, OutputStream out) throws IOException {
        NodeWriter nodes = new NodeWriter(new TarWriter(out));
        try (Cursor cursor = new Cursor(top)) {
            new TreeArchive(form, nodes, cursor).walk(new byte[0]);
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
            new TreeArchive(TreeForm.WHOLE, nodes, cursor).walk(NodeWriter.slashed(as));
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
    @SuppressWarnings("ArrayRecordComponent") // raw name; never compared or changed
    private record Level(byte[] path, Iterator<byte[]> names) {}

    private void walk(byte[] top) throws IOException {
        Deque<Level> levels = new ArrayDeque<>();
        levels.push(new Level(top, names()));
        while (true) {
            Level level = levels.element();
            if (level.names().hasNext()) {
                byte[] name = level.names().next();
                byte[] path = Whiteouts.joined(level.path(), name);
                if (write(level.path(), name, path) && at.enterIfThere(name)) {
                    byte[] inside = NodeWriter.slashed(path);
                    if (form.isOpaque(at.fd())) {
                        nodes.tar().entry(Whiteouts.opaque(inside, Stat.of(at.fd())));
                    }
                    levels.push(new Level(inside, names()));
                }
                continue;
            }
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            if (!at.leaveIfThere()) {
                levels.push(new Level(levels.pop().path(), Collections.emptyIterator()));
            }
        }
    }

    private Iterator<byte[]> names() throws LinuxException {
        List<byte[]> names = Names.in(at.fd());
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
        if (form == TreeForm.UPPER) {
            Whiteouts.refuse(name, path);
        }
        nodes.write(at.fd(), name, stat, path);
        return stat.isDirectory() && !mounted;
    }
}
