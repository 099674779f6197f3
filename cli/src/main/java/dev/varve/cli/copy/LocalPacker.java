package dev.varve.cli.copy;

import dev.varve.cli.exit.ExitCode;
import dev.varve.cli.exit.Failure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Makes an archive of a local file or directory: kinds, permissions, owners by number, times to
/// the second, hard links among what is packed. Sockets are left out.
final class LocalPacker {
    private static final int TYPE = 0170000;

    private final TarWriter tar;
    private final Map<String, String> names = new HashMap<>();

    LocalPacker(TarWriter tar) {
        this.tar = tar;
    }

    /// Packs what is at the path, and all below it, under a name.
    void pack(Path path, String name) throws IOException {
        Map<String, Object> attributes;
        try {
            attributes = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            throw new Failure(ExitCode.USAGE, "lstat " + path + ": no such file or directory", e);
        }
        int mode = (int) attributes.get("mode");
        switch (mode & TYPE) {
            case 0040000 -> directory(path, name, attributes);
            case 0100000 -> file(path, name, attributes);
            case 0120000 ->
                    tar.head(
                            entry(
                                    name,
                                    TarEntry.Kind.SYMBOLIC_LINK,
                                    attributes,
                                    0,
                                    Files.readSymbolicLink(path).toString()));
            case 0020000 ->
                    tar.head(entry(name, TarEntry.Kind.CHARACTER_DEVICE, attributes, 0, ""));
            case 0060000 -> tar.head(entry(name, TarEntry.Kind.BLOCK_DEVICE, attributes, 0, ""));
            case 0010000 -> tar.head(entry(name, TarEntry.Kind.FIFO, attributes, 0, ""));
            default -> {
                // A socket means nothing where its program is not.
            }
        }
    }

    private void directory(Path path, String name, Map<String, Object> attributes)
            throws IOException {
        String shown = name.endsWith("/") ? name : name + "/";
        tar.head(entry(shown, TarEntry.Kind.DIRECTORY, attributes, 0, ""));
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(path)) {
            stream.forEach(children::add);
        } catch (AccessDeniedException e) {
            throw new Failure(ExitCode.OTHER, "open " + path + ": permission denied", e);
        }
        children.sort(null);
        for (Path child : children) {
            pack(child, (shown.equals("//") ? "/" : shown) + child.getFileName());
        }
    }

    private void file(Path path, String name, Map<String, Object> attributes) throws IOException {
        if ((int) attributes.get("nlink") > 1) {
            String inode = attributes.get("dev") + ":" + attributes.get("ino");
            String first = names.putIfAbsent(inode, name);
            if (first != null) {
                tar.head(entry(name, TarEntry.Kind.HARD_LINK, attributes, 0, first));
                return;
            }
        }
        long size = (long) attributes.get("size");
        try (InputStream in = Files.newInputStream(path, LinkOption.NOFOLLOW_LINKS)) {
            tar.head(entry(name, TarEntry.Kind.FILE, attributes, size, ""));
            byte[] buffer = new byte[64 * 1024];
            long left = size;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new Failure(
                            ExitCode.OTHER,
                            "cannot copy " + path + ": it shrank while it was read");
                }
                tar.content(buffer, count);
                left -= count;
            }
            tar.end(size);
        } catch (AccessDeniedException e) {
            throw new Failure(ExitCode.OTHER, "open " + path + ": permission denied", e);
        }
    }

    private static TarEntry entry(
            String name,
            TarEntry.Kind kind,
            Map<String, Object> attributes,
            long size,
            String link) {
        long device = (long) attributes.get("rdev");
        return new TarEntry(
                name,
                kind,
                (int) attributes.get("mode") & 07777,
                Integer.toUnsignedLong((int) attributes.get("uid")),
                Integer.toUnsignedLong((int) attributes.get("gid")),
                size,
                Math.floorDiv(((FileTime) attributes.get("lastModifiedTime")).toMillis(), 1000),
                link,
                (device >>> 8 & 0xfff) | (device >>> 32 & ~0xfffL),
                (device & 0xff) | (device >>> 12 & ~0xffL & 0xffffffffL),
                Map.of());
    }
}
