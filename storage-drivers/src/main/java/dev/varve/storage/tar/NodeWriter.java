package dev.varve.storage.tar;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.RawText;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Writes nodes of a file system as entries, the other way round as [EntryWriter]. Names of one
/// inode become hard links to the first of them; times are cut to whole seconds, as dockerd does.
final class NodeWriter {
    private static final int READ = Open.O_RDONLY | Open.O_NOFOLLOW | Open.O_NONBLOCK;
    private static final byte[] NOTHING = new byte[0];

    private final TarWriter tar;
    private final Map<Stat.Identity, byte[]> linked = new HashMap<>();
    private final byte[] buffer = new byte[256 << 10];

    NodeWriter(TarWriter tar) {
        this.tar = tar;
    }

    TarWriter tar() {
        return tar;
    }

    /// Writes one node; of a directory the entry only. Passes over sockets, which a tar cannot
    /// hold, and over what was removed meanwhile.
    ///
    /// @param as the name in the tar, without a slash at its end
    void write(Fd dir, byte[] name, Stat stat, byte[] as) throws IOException {
        boolean links = stat.links() > 1 && !stat.isDirectory();
        Stat.Identity inode = stat.identity();
        byte[] first = links ? linked.get(inode) : null;
        if (first != null) {
            tar.entry(entry(stat, as, EntryKind.HARD_LINK, first, 0, Map.of()));
            return;
        }
        try {
            switch (stat.type()) {
                case Stat.S_IFREG -> {
                    Optional<DevicePlaceholder> device = DevicePlaceholder.find(dir, name, stat);
                    if (device.isPresent()) {
                        tar.entry(device(stat, as, device.get(), xattrs(dir, name)));
                    } else {
                        file(dir, name, as);
                    }
                }
                case Stat.S_IFDIR -> node(dir, name, stat, slashed(as), EntryKind.DIRECTORY);
                case Stat.S_IFLNK -> symlink(dir, name, stat, as);
                case Stat.S_IFCHR -> node(dir, name, stat, as, EntryKind.CHARACTER_DEVICE);
                case Stat.S_IFBLK -> node(dir, name, stat, as, EntryKind.BLOCK_DEVICE);
                case Stat.S_IFIFO -> node(dir, name, stat, as, EntryKind.FIFO);
                default -> {
                    return;
                }
            }
            if (links) {
                linked.put(inode, as);
            }
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
    }

    private void node(Fd dir, byte[] name, Stat stat, byte[] as, EntryKind kind)
            throws IOException {
        tar.entry(entry(stat, as, kind, NOTHING, 0, xattrs(dir, name)));
    }

    private void symlink(Fd dir, byte[] name, Stat stat, byte[] as) throws IOException {
        byte[] target = Nodes.readlinkat(dir, name);
        tar.entry(entry(stat, as, EntryKind.SYMLINK, target, 0, xattrs(dir, name)));
    }

    private void file(Fd dir, byte[] name, byte[] as) throws IOException {
        try (Fd file = Open.at(dir, name, READ, 0)) {
            Stat stat = Stat.of(file);
            if (!stat.isRegular()) {
                throw new IOException(RawText.escape(as) + " was replaced while it was read");
            }
            tar.entry(entry(stat, as, EntryKind.FILE, NOTHING, stat.size(), xattrs(dir, name)));
            long left = stat.size();
            while (left > 0) {
                int n = file.read(buffer);
                if (n == 0) {
                    throw new IOException(RawText.escape(as) + " was cut while it was read");
                }
                int part = (int) Math.min(n, left);
                tar.data(buffer, part);
                left -= part;
            }
        }
    }

    private static TarEntry device(
            Stat stat, byte[] as, DevicePlaceholder device, Map<String, byte[]> xattrs) {
        return entry(stat, as, device.kind(), NOTHING, 0, device.number(), xattrs);
    }

    private static TarEntry entry(
            Stat stat,
            byte[] as,
            EntryKind kind,
            byte[] target,
            long size,
            Map<String, byte[]> xattrs) {
        boolean device = kind == EntryKind.CHARACTER_DEVICE || kind == EntryKind.BLOCK_DEVICE;
        return entry(stat, as, kind, target, size, device ? stat.special() : 0, xattrs);
    }

    private static TarEntry entry(
            Stat stat,
            byte[] as,
            EntryKind kind,
            byte[] target,
            long size,
            long device,
            Map<String, byte[]> xattrs) {
        FileTimes times = stat.times();
        return TarEntry.whole(
                as,
                kind,
                target,
                stat.mode() & 07777,
                stat.uid(),
                stat.gid(),
                size,
                device,
                new FileTimes(0, 0, times.modifiedSeconds(), 0),
                xattrs);
    }

    private static Map<String, byte[]> xattrs(Fd dir, byte[] name) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        for (byte[] raw : Xattrs.list(dir, name)) {
            String key = text(raw);
            if (XattrRules.taken(key)) {
                Xattrs.get(dir, name, raw).ifPresent(value -> found.put(key, value));
            }
        }
        return found;
    }

    private static String text(byte[] raw) throws IOException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(raw)).toString();
        } catch (CharacterCodingException e) {
            throw new IOException(
                    "a tar cannot hold the extended attribute "
                            + RawText.escape(raw)
                            + ": its name is not UTF-8",
                    e);
        }
    }

    static byte[] slashed(byte[] name) {
        if (name.length > 0 && name[name.length - 1] == '/') {
            return name;
        }
        byte[] slashed = Arrays.copyOf(name, name.length + 1);
        slashed[name.length] = '/';
        return slashed;
    }
}
