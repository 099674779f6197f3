package dev.varve.storage.rootfs;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tar.ArchiveExtractor;
import dev.varve.storage.tar.ExtractRules;
import dev.varve.storage.tar.Owner;
import dev.varve.storage.tar.TreeArchive;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A root file system that is open, mounted somewhere. For platform threads.
///
/// Paths are dockerd's: `..` is resolved in the text, a slash or `/.` at the end asks for a
/// directory and follows a link there, else the last component is not followed. No method closes a
/// stream.
public final class Rootfs implements AutoCloseable {
    private static final int DIRECTORY = Open.O_PATH | Open.O_DIRECTORY;
    private static final long INSIDE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;

    private final Fd root;

    private Rootfs(Fd root) {
        this.root = root;
    }

    public static Rootfs open(Path root) throws IOException {
        return new Rootfs(Open.directory(root));
    }

    /// @throws RootfsException when nothing is there
    public PathStat stat(String path) throws IOException {
        RequestedPath asked = RequestedPath.of(path);
        if (asked.assertsDirectory()) {
            try (Fd directory = directory(asked, asked.bytes())) {
                return PathStat.of(asked.name(), Stat.of(directory), "");
            }
        }
        try (Fd parent = directory(asked, asked.parentBytes())) {
            Stat stat = node(parent, asked);
            return PathStat.of(asked.name(), stat, stat.isSymlink() ? target(asked) : "");
        }
    }

    private String target(RequestedPath asked) throws IOException {
        byte[] target = RootLinks.follow(root, asked.bytes());
        return "/" + new String(target, StandardCharsets.UTF_8);
    }

    /// Writes a file, or a directory with all that is in it, as an uncompressed tar whose names
    /// start with [PathStat#name]. A symbolic link is one entry.
    ///
    /// @throws RootfsException when nothing is there; nothing is written then
    public void archive(String path, OutputStream out) throws IOException {
        RequestedPath asked = RequestedPath.of(path);
        byte[] as = asked.name().getBytes(StandardCharsets.UTF_8);
        if (asked.assertsDirectory()) {
            try (Fd directory = directory(asked, asked.bytes())) {
                TreeArchive.directory(directory, as, out);
            }
            return;
        }
        try (Fd parent = directory(asked, asked.parentBytes())) {
            if (!node(parent, asked).isDirectory()) {
                TreeArchive.node(parent, asked.nameBytes(), as, out);
                return;
            }
            try (Fd directory = Open.directory(parent, asked.nameBytes())) {
                TreeArchive.directory(directory, as, out);
            }
        }
    }

    /// Puts an uncompressed tar into a directory; a link to one is followed.
    ///
    /// @throws RootfsException when the path is no directory
    /// @throws dev.varve.storage.tar.OverwriteRefusedException when the rules keep an entry out
    /// @throws dev.varve.storage.tar.MalformedLayerException when the archive is refused
    public void extract(String path, InputStream tar, ExtractRules rules) throws IOException {
        RequestedPath asked = RequestedPath.of(path);
        try (Fd there = open(asked, asked.bytes(), Open.O_PATH)) {
            if (!Stat.of(there).isDirectory()) {
                throw new RootfsException.NoExtractionPoint();
            }
        }
        byte[] directory = RootLinks.follow(root, asked.bytes());
        ArchiveExtractor.extract(root, directory, tar, rules);
    }

    /// Writes the whole tree as an uncompressed tar, without an entry for the root.
    public void export(OutputStream out) throws IOException {
        TreeArchive.content(root, out);
    }

    /// Whom a container's `User` means.
    ///
    /// @param user `user`, `user:group`, each a name of the root's own files or a number
    /// @throws RootfsException.UnknownUser when a name is not there
    public Owner owner(String user) throws IOException {
        return new RootUsers(root).owner(user);
    }

    private Fd directory(RequestedPath asked, byte[] path) throws IOException {
        return open(asked, path, DIRECTORY);
    }

    private Fd open(RequestedPath asked, byte[] path, int flags) throws IOException {
        try {
            return Open.at2(root, path, flags, INSIDE);
        } catch (LinuxException e) {
            throw told(asked, e);
        }
    }

    private static Stat node(Fd parent, RequestedPath asked) throws IOException {
        try {
            return Stat.at(parent, asked.nameBytes());
        } catch (LinuxException e) {
            throw told(asked, e);
        }
    }

    private static IOException told(RequestedPath asked, LinuxException e) {
        return switch (e.errno()) {
            case Errno.ENOENT -> new RootfsException.NoSuchPath(asked.toString());
            case Errno.ENOTDIR -> new RootfsException.NotADirectory(asked.toString());
            default -> e;
        };
    }

    @Override
    public void close() {
        root.close();
    }
}
