package dev.varve.storage.tree;

import dev.varve.storage.linux.Attributes;
import dev.varve.storage.linux.Copies;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;

/// Copies a tree with everything that can be seen of it: data and holes, hard links, devices,
/// owners, modes, extended attributes and times. File content is shared where the file system can.
public final class TreeCopy {
    private static final byte[] ITSELF = {'.'};
    static final byte[] LABEL = "security.selinux".getBytes(StandardCharsets.US_ASCII);

    private final Fd target;
    private final Map<Long, byte[]> linked = new HashMap<>();
    private final TrailPath path = new TrailPath();
    private boolean shares = true;

    private TreeCopy(Fd target) {
        this.target = target;
    }

    /// Copies what is in `from` into the empty directory `to`, and its own attributes too.
    public static void copy(Fd from, Fd to) throws IOException {
        try (Cursor source = new Cursor(from);
                Cursor copy = new Cursor(to)) {
            new TreeCopy(to).walk(source, copy);
        }
    }

    private void walk(Cursor from, Cursor to) throws IOException {
        Deque<Iterator<byte[]>> levels = new ArrayDeque<>();
        levels.push(Names.in(from.fd()).iterator());
        while (true) {
            Iterator<byte[]> names = levels.element();
            if (names.hasNext()) {
                byte[] name = names.next();
                Stat stat = Stat.at(from.fd(), name);
                if (stat.isDirectory()) {
                    Nodes.mkdirat(to.fd(), name, 0700);
                    from.enter(name);
                    to.enter(name);
                    path.enter(name);
                    levels.push(Names.in(from.fd()).iterator());
                } else {
                    node(from.fd(), to.fd(), name, stat);
                }
                continue;
            }
            describe(from.fd(), to.fd());
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            from.leave();
            to.leave();
            path.leave();
        }
    }

    private static void describe(Fd from, Fd to) throws LinuxException {
        Stat stat = Stat.of(from);
        Attributes.fchown(to, stat.uid(), stat.gid());
        xattrs(from, ITSELF, to, ITSELF);
        Attributes.fchmod(to, stat.mode() & 07777);
        Attributes.futimens(to, stat.times());
    }

    private void node(Fd from, Fd to, byte[] name, Stat stat) throws LinuxException {
        byte[] first = stat.links() > 1 ? linked.putIfAbsent(stat.inode(), path.to(name)) : null;
        if (first != null) {
            // The path is made of directories of the copy, without a link among them.
            Nodes.linkat(target, first, to, name);
        } else if (stat.isRegular()) {
            file(from, to, name, stat);
        } else {
            special(from, to, name, stat);
        }
    }

    private void file(Fd from, Fd to, byte[] name, Stat stat) throws LinuxException {
        int flags = Open.O_WRONLY | Open.O_CREAT | Open.O_EXCL | Open.O_NOFOLLOW;
        try (Fd source = Open.at(from, name, Open.O_RDONLY | Open.O_NOFOLLOW, 0);
                Fd copy = Open.at(to, name, flags, 0600)) {
            content(source, copy, stat);
            Attributes.fchown(copy, stat.uid(), stat.gid());
            xattrs(from, name, to, name);
            Attributes.fchmod(copy, stat.mode() & 07777);
            Attributes.futimens(copy, stat.times());
        }
    }

    private void content(Fd source, Fd copy, Stat stat) throws LinuxException {
        if (stat.size() == 0) {
            return;
        }
        if (shares) {
            shares = Copies.share(source, copy);
            if (shares) {
                return;
            }
        }
        if (stat.blocks() * 512 >= stat.size()) {
            Copies.range(source, copy, 0, stat.size());
            return;
        }
        copy.truncate(stat.size());
        long data = source.seek(0, Fd.SEEK_DATA);
        while (data >= 0 && data < stat.size()) {
            long hole = source.seek(data, Fd.SEEK_HOLE);
            Copies.range(source, copy, data, hole - data);
            data = source.seek(hole, Fd.SEEK_DATA);
        }
    }

    private static void special(Fd from, Fd to, byte[] name, Stat stat) throws LinuxException {
        if (stat.isSymlink()) {
            Nodes.symlinkat(Nodes.readlinkat(from, name), to, name);
        } else {
            Nodes.mknodat(to, name, stat.type() | 0600, stat.special());
        }
        Attributes.fchownat(to, name, stat.uid(), stat.gid());
        xattrs(from, name, to, name);
        if (!stat.isSymlink()) {
            Attributes.fchmodat(to, name, stat.mode() & 07777);
        }
        Attributes.utimensat(to, name, stat.times());
    }

    private static void xattrs(Fd from, byte[] name, Fd to, byte[] copy) throws LinuxException {
        for (byte[] key : Xattrs.list(from, name)) {
            if (!Arrays.equals(key, LABEL)) {
                Xattrs.set(to, copy, key, Xattrs.get(from, name, key).orElseThrow());
            }
        }
    }
}
