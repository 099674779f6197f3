package dev.varve.storage.rootfs;

import dev.varve.storage.linux.Errno;
import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Follows every symbolic link in a path, as far as names exist; those that do not are taken as
/// they stand.
final class RootLinks {
    private static final int MOST = 255;
    private static final int NODE = Open.O_PATH | Open.O_NOFOLLOW;
    private static final long INSIDE = Open.RESOLVE_IN_ROOT | Open.RESOLVE_NO_MAGICLINKS;

    private RootLinks() {}

    /// @param path from the root, in any bytes
    /// @return the path that it leads to, without links and without a slash at its start
    static byte[] follow(Fd root, byte[] path) throws LinuxException {
        Deque<String> left = new ArrayDeque<>();
        Deque<String> done = new ArrayDeque<>();
        push(left, path);
        int links = 0;
        while (!left.isEmpty()) {
            String component = left.pop();
            if (component.isEmpty() || component.equals(".")) {
                continue;
            }
            if (component.equals("..")) {
                done.pollLast();
                continue;
            }
            done.addLast(component);
            byte[] target = target(root, joined(done));
            if (target.length == 0) {
                continue;
            }
            if (++links > MOST) {
                throw LinuxException.loop("follow", path);
            }
            done.removeLast();
            if (target[0] == '/') {
                done.clear();
            }
            push(left, target);
        }
        return joined(done);
    }

    /// @return the target of a symbolic link, empty for everything else and for nothing
    private static byte[] target(Fd root, byte[] path) throws LinuxException {
        try (Fd node = Open.at2(root, path, NODE, INSIDE)) {
            return Stat.of(node).isSymlink() ? Nodes.readlinkat(node, new byte[0]) : new byte[0];
        } catch (LinuxException e) {
            if (e.errno() == Errno.ENOENT) {
                return new byte[0];
            }
            throw e;
        }
    }

    private static void push(Deque<String> left, byte[] path) {
        String[] components = new String(path, StandardCharsets.ISO_8859_1).split("/", 0);
        for (int i = components.length - 1; i >= 0; i--) {
            left.push(components[i]);
        }
    }

    private static byte[] joined(Deque<String> components) {
        return String.join("/", components).getBytes(StandardCharsets.ISO_8859_1);
    }
}
