package dev.varve.storage.tar;

import dev.varve.storage.Change;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.RawText;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// Writes changes of a whole tree as a layer's tar, each name of a directory before the next one's
/// content.
public final class ChangesArchive {
    private static final int DIRECTORY = Open.O_RDONLY | Open.O_DIRECTORY;
    private static final long INSIDE = Open.RESOLVE_BENEATH | Open.RESOLVE_NO_SYMLINKS;

    private final Fd top;
    private final NodeWriter nodes;

    private ChangesArchive(Fd top, NodeWriter nodes) {
        this.top = top;
        this.nodes = nodes;
    }

    /// Does not close the stream.
    public static void write(Fd top, Collection<Change> changes, OutputStream out)
            throws IOException {
        NodeWriter nodes = new NodeWriter(new TarWriter(out));
        ChangesArchive archive = new ChangesArchive(top, nodes);
        for (Change change : inWalkOrder(changes)) {
            archive.write(change);
        }
        nodes.tar().finish();
    }

    private static List<Change> inWalkOrder(Collection<Change> changes) {
        Comparator<Change> order = Comparator.comparing(change -> change.path().replace('/', '\0'));
        return changes.stream().sorted(order).toList();
    }

    private void write(Change change) throws IOException {
        byte[] path = change.path().substring(1).getBytes(StandardCharsets.ISO_8859_1);
        int slash = change.path().lastIndexOf('/');
        byte[] directory = Arrays.copyOf(path, slash);
        byte[] name = Arrays.copyOfRange(path, slash, path.length);
        try (Fd parent = parent(directory)) {
            if (change.kind() == Change.Kind.DELETED) {
                nodes.tar().entry(Whiteouts.of(directory, name, Stat.of(parent)));
                return;
            }
            Whiteouts.refuse(name, path);
            Stat stat = Stat.at(parent, name);
            if (stat.isWhiteout()) {
                throw new IOException(
                        "a layer cannot hold "
                                + RawText.escape(path)
                                + ": a character device 0:0 is the mark of a removed name");
            }
            nodes.write(parent, name, stat, path);
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e; // else it was removed meanwhile by those who use it
            }
        }
    }

    private Fd parent(byte[] directory) throws LinuxException {
        byte[] path = directory.length == 0 ? new byte[] {'.'} : directory;
        return Open.at2(top, path, DIRECTORY, INSIDE);
    }
}
