package dev.varve.storage.verify;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.tree.Cursor;
import dev.varve.storage.verify.NodeComparison.Node;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Compares a layer's files with those that the same layer has when it is unpacked again by the
/// same driver: names, types, modes, owners, times, extended attributes, links, devices, content.
///
/// Times that no entry of the layer's tar gave are those of the unpacking and are not compared.
public final class TreeVerifier {
    private static final byte[] ITSELF = {'.'};

    private final Cursor wanted;
    private final Cursor found;
    private final NodeComparison nodes;
    private final Consumer<Difference> sink;
    private final Deque<String> path = new ArrayDeque<>();
    private final Map<Stat.Identity, String> wantedLinks = new HashMap<>();
    private final Map<Stat.Identity, String> foundLinks = new HashMap<>();

    private TreeVerifier(
            Cursor wanted, Cursor found, NodeComparison nodes, Consumer<Difference> sink) {
        this.wanted = wanted;
        this.found = found;
        this.nodes = nodes;
        this.sink = sink;
    }

    /// When unpacking began: when a directory was made that was made first and is empty.
    public record Start(FileTimes made) {
        public static Start of(Path directory) throws IOException {
            try (Fd fd = Open.directory(directory)) {
                return new Start(Stat.of(fd).times());
            }
        }
    }

    /// @param wanted unpacked just now
    /// @param found as it is kept
    /// @param sink is told each difference; below a name that is missing or too many, none
    public static void compare(Path wanted, Path found, Start start, Consumer<Difference> sink)
            throws IOException {
        try (Fd wantedTop = Open.directory(wanted);
                Fd foundTop = Open.directory(found);
                Cursor want = new Cursor(wantedTop);
                Cursor have = new Cursor(foundTop)) {
            new TreeVerifier(want, have, new NodeComparison(start.made()), sink).walk();
        }
    }

    private void walk() throws IOException {
        compare(
                new Node(wanted.fd(), ITSELF, Stat.of(wanted.fd())),
                new Node(found.fd(), ITSELF, Stat.of(found.fd())),
                "/");
        Deque<Iterator<byte[]>> levels = new ArrayDeque<>();
        levels.push(names());
        while (true) {
            Iterator<byte[]> level = levels.element();
            if (level.hasNext()) {
                byte[] name = level.next();
                if (step(name)) {
                    wanted.enter(name);
                    found.enter(name);
                    path.addLast(text(name));
                    levels.push(names());
                }
                continue;
            }
            levels.pop();
            if (levels.isEmpty()) {
                return;
            }
            wanted.leave();
            found.leave();
            path.removeLast();
        }
    }

    private Iterator<byte[]> names() throws LinuxException {
        SortedSet<byte[]> names = new TreeSet<>(Arrays::compareUnsigned);
        names.addAll(Names.in(wanted.fd()));
        names.addAll(Names.in(found.fd()));
        return names.iterator();
    }

    /// @return whether both are directories
    private boolean step(byte[] name) throws IOException {
        String at = "/" + String.join("/", path) + (path.isEmpty() ? "" : "/") + text(name);
        @Nullable Stat want = Stat.find(wanted.fd(), name).orElse(null);
        @Nullable Stat have = Stat.find(found.fd(), name).orElse(null);
        if (want == null || have == null) {
            if (have != null) {
                report(at, "it does not belong there");
            } else if (want != null) {
                report(at, "it is missing");
            }
            return false;
        }
        if (want.type() != have.type()) {
            report(at, "it is a " + type(have) + " and should be a " + type(want));
            return false;
        }
        compare(new Node(wanted.fd(), name, want), new Node(found.fd(), name, have), at);
        return want.isDirectory();
    }

    private void compare(Node want, Node have, String at) {
        try {
            nodes.attributes(want, have, text -> report(at, text));
            if (!want.stat().isDirectory() && isFirstName(want.stat(), have.stat(), at)) {
                if (want.stat().isRegular()) {
                    nodes.content(want, have, text -> report(at, text));
                }
            }
        } catch (LinuxException e) {
            report(at, "it cannot be read: " + e.getMessage());
        }
    }

    /// Names of one inode must be names of one inode in the other tree too.
    ///
    /// @return false when what the name stands for was compared under another one
    private boolean isFirstName(Stat want, Stat have, String at) {
        if (want.links() == 1 && have.links() == 1) {
            return true;
        }
        String wantedFirst = wantedLinks.computeIfAbsent(want.identity(), _ -> at);
        String foundFirst = foundLinks.computeIfAbsent(have.identity(), _ -> at);
        if (!wantedFirst.equals(foundFirst)) {
            report(
                    at,
                    wantedFirst.equals(at)
                            ? "it is a hard link to " + foundFirst + " and should be none"
                            : "it should be a hard link to " + wantedFirst);
            return true;
        }
        return wantedFirst.equals(at);
    }

    private void report(String at, String text) {
        sink.accept(new Difference(at, text));
    }

    private static String type(Stat stat) {
        return switch (stat.type()) {
            case Stat.S_IFDIR -> "directory";
            case Stat.S_IFREG -> "file";
            case Stat.S_IFLNK -> "symbolic link";
            case Stat.S_IFCHR -> stat.isWhiteout() ? "mark of a removed name" : "character device";
            case Stat.S_IFBLK -> "block device";
            case Stat.S_IFIFO -> "pipe";
            default -> "socket";
        };
    }

    private static String text(byte[] name) {
        return new String(name, StandardCharsets.UTF_8);
    }
}
