package dev.varve.storage;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.RawText;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A tree as stable text: a line for each path with all that can be seen of it.
public final class TreeText {
    private static final String LINKS = " =?";

    private final Map<String, String> lines = new TreeMap<>();
    private final Map<Long, List<String>> links = new HashMap<>();
    private final boolean directoryTimes;

    private TreeText(boolean directoryTimes) {
        this.directoryTimes = directoryTimes;
    }

    /// Without the times of directories, which entries that are implied make unpredictable.
    public static Map<String, String> of(Path root) throws IOException {
        return of(root, false);
    }

    public static Map<String, String> of(Path root, boolean directoryTimes) throws IOException {
        TreeText text = new TreeText(directoryTimes);
        try (Fd fd = Open.directory(root)) {
            text.walk(fd, "");
        }
        text.tellLinks();
        return text.lines;
    }

    /// Links are told by the names that are in sight: a count may go on counting names that a stack
    /// of layers hides.
    private void tellLinks() {
        links.values()
                .forEach(names -> {
                    String told = names.size() > 1 ? " =" + names.getFirst() : "";
                    names.forEach(name ->
                            lines.computeIfPresent(name, (_, line) -> line.replace(LINKS, told)));
                });
    }

    private void walk(Fd dir, String path) throws IOException {
        List<byte[]> names = Names.in(dir);
        names.sort(Comparator.comparing(RawText::escape));
        for (byte[] name : names) {
            String at = path + RawText.escape(name);
            Stat stat = Stat.at(dir, name);
            lines.put(at, line(dir, name, at, stat));
            if (stat.isDirectory()) {
                try (Fd child = Open.directory(dir, name)) {
                    walk(child, at + "/");
                }
            }
        }
    }

    private String line(Fd dir, byte[] name, String at, Stat stat) throws IOException {
        StringBuilder line = new StringBuilder();
        line.append(Integer.toOctalString(stat.mode()));
        line.append(' ').append(Integer.toUnsignedString(stat.uid()));
        line.append(':').append(Integer.toUnsignedString(stat.gid()));
        if (!stat.isDirectory() || directoryTimes) {
            line.append(" t=").append(stat.times().modifiedSeconds());
            line.append('.').append(stat.times().modifiedNanos());
        }
        if (!stat.isDirectory() && stat.links() > 1) {
            line.append(LINKS);
            links.computeIfAbsent(stat.inode(), _ -> new ArrayList<>()).add(at);
        }
        switch (stat.type()) {
            case Stat.S_IFREG ->
                    line.append(" size=").append(stat.size()).append(digest(dir, name));
            case Stat.S_IFLNK ->
                    line.append(" -> ").append(RawText.escape(Nodes.readlinkat(dir, name)));
            case Stat.S_IFCHR, Stat.S_IFBLK -> line.append(" dev=").append(stat.special());
            default -> {}
        }
        Map<String, String> xattrs = new TreeMap<>();
        for (byte[] key : Xattrs.list(dir, name)) {
            byte[] value = Xattrs.get(dir, name, key).orElseThrow();
            xattrs.put(RawText.escape(key), HexFormat.of().formatHex(value));
        }
        return xattrs.isEmpty() ? line.toString() : line + " " + xattrs;
    }

    private static String digest(Fd dir, byte[] name) throws IOException {
        try (Fd file = Open.at(dir, name, Open.O_RDONLY | Open.O_NOFOLLOW, 0)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[65536];
            int n;
            while ((n = file.read(buffer)) > 0) {
                digest.update(buffer, 0, n);
            }
            byte[] bytes = digest.digest();
            return " " + HexFormat.of().formatHex(Arrays.copyOf(bytes, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
