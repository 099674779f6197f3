package dev.varve.storage.tar;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The directories of one layer that are open, by path. Every directory is reached from the root's
/// descriptor by `openat2(RESOLVE_IN_ROOT)`: a symbolic link in a parent leads to where it would
/// lead inside the container, and never out of the layer.
///
/// A directory is open under one path only: two paths can lead to one, and its times must be put
/// back once.
final class DirectoryCache implements AutoCloseable {
    private static final int OPEN_AT_MOST = 64;
    private static final int DIRECTORY = Open.O_RDONLY | Open.O_DIRECTORY;
    private static final long INSIDE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;

    private final OpenDirectory root;
    private final OverlayMarks marks;
    private final SeenNames seen;
    private final DirectoryTimes times;
    private final Map<ByteBuffer, OpenDirectory> open = new LinkedHashMap<>(128, 0.75f, true);

    /// @param times whose times are put back
    DirectoryCache(Fd root, OverlayMarks marks, SeenNames seen, DirectoryTimes times)
            throws LinuxException {
        this.times = times;
        this.root = new OpenDirectory(root, times::kept);
        this.marks = marks;
        this.seen = seen;
    }

    OpenDirectory root() {
        return root;
    }

    /// The directory, made with its parents (0755, owner 0:0) where it is missing.
    OpenDirectory openOrMake(LayerPath path) throws IOException {
        Optional<OpenDirectory> found = find(path);
        if (found.isPresent()) {
            return found.get();
        }
        List<LayerPath> chain = path.withParents();
        // Everything above what exists exists: halve the distance, as the path may be long.
        int exists = -1;
        int missing = chain.size() - 1;
        while (missing - exists > 1) {
            int middle = (exists + missing) >>> 1;
            if (find(chain.get(middle)).isPresent()) {
                exists = middle;
            } else {
                missing = middle;
            }
        }
        OpenDirectory directory = exists < 0 ? root : find(chain.get(exists)).orElseThrow();
        for (LayerPath next : chain.subList(missing, chain.size())) {
            directory = make(directory, next);
        }
        return directory;
    }

    /// The directory, if it exists.
    Optional<OpenDirectory> find(LayerPath path) throws IOException {
        if (path.isRoot()) {
            return Optional.of(root);
        }
        OpenDirectory known = open.get(ByteBuffer.wrap(path.bytes()));
        if (known != null) {
            return Optional.of(known);
        }
        try {
            return Optional.of(add(path, Open.at2(root.fd(), path.bytes(), DIRECTORY, INSIDE)));
        } catch (LinuxException e) {
            return switch (e.errno()) {
                case Errno.ENOENT, Errno.ENOTDIR -> Optional.empty();
                case Errno.ELOOP ->
                        throw new MalformedLayerException(
                                path.bytes(), "the links in its path lead in a circle");
                default -> throw e;
            };
        }
    }

    private OpenDirectory make(OpenDirectory parent, LayerPath path) throws IOException {
        byte[] name = path.name();
        Optional<Stat> there = Stat.find(parent.fd(), name);
        boolean replaces = there.isPresent() && marks.isWhiteout(there.get());
        if (replaces) {
            Nodes.unlinkat(parent.fd(), name, 0);
        } else if (there.isPresent()) {
            throw new MalformedLayerException(
                    path.bytes(), "it has to be a directory for a later entry, but is none");
        }
        Nodes.mkdirat(parent.fd(), name, 0755);
        seen.add(parent.inode(), name);
        Fd fd = Open.directory(parent.fd(), name);
        Attributes.fchown(fd, 0, 0);
        Attributes.fchmod(fd, 0755);
        if (replaces) {
            marks.makeOpaque(fd);
        }
        return add(path, fd);
    }

    /// Gives a directory the times of its own entry.
    void setTimes(OpenDirectory directory, FileTimes wanted) {
        times.given(directory);
        directory.setTimes(wanted);
    }

    /// Takes over an open directory.
    OpenDirectory add(LayerPath path, Fd fd) throws LinuxException {
        OpenDirectory directory = new OpenDirectory(fd, times::kept);
        if (directory.is(root)) {
            fd.close();
            return root;
        }
        for (Iterator<OpenDirectory> i = open.values().iterator(); i.hasNext(); ) {
            OpenDirectory other = i.next();
            if (other.is(directory)) {
                i.remove();
                other.close();
                directory = new OpenDirectory(fd, times::kept);
                break;
            }
        }
        if (open.size() >= OPEN_AT_MOST) {
            Iterator<OpenDirectory> eldest = open.values().iterator();
            OpenDirectory oldest = eldest.next();
            eldest.remove();
            oldest.close();
        }
        open.put(ByteBuffer.wrap(path.bytes()), directory);
        return directory;
    }

    /// Closes all but the root. To be called before anything is removed that a path may lead
    /// through.
    void forget() throws LinuxException {
        while (!open.isEmpty()) {
            Iterator<OpenDirectory> first = open.values().iterator();
            OpenDirectory directory = first.next();
            first.remove();
            directory.close();
        }
    }

    /// Sets the times of everything that is still open, the root last.
    void finish() throws LinuxException {
        forget();
        root.close();
    }

    /// Closes what is open, without regard to times, after a failure.
    @Override
    public void close() {
        open.values().forEach(directory -> directory.fd().close());
        root.fd().close();
    }
}
