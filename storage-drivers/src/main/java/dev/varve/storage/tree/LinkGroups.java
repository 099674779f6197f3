package dev.varve.storage.tree;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.Names;
import dev.varve.storage.linux.Stat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/// Which names of a tree are one inode.
///
/// @param inodes by absolute path in raw bytes as ISO 8859-1 text, of names that are not alone and
///   of those that were asked for
public record LinkGroups(Map<String, Stat.Identity> inodes) {
    /// @param wanted names that are taken also when they are alone
    public static LinkGroups of(Fd top, Set<String> wanted) throws IOException {
        Map<String, Stat.Identity> inodes = new HashMap<>();
        try (Cursor at = new Cursor(top)) {
            long mount = Stat.of(top).mount();
            TrailPath path = new TrailPath();
            Deque<Iterator<byte[]>> levels = new ArrayDeque<>();
            levels.push(Names.in(at.fd()).iterator());
            while (true) {
                while (levels.element().hasNext()) {
                    byte[] name = levels.element().next();
                    Stat stat = Stat.find(at.fd(), name).orElse(null);
                    if (stat == null || stat.mount() != mount) {
                        continue;
                    }
                    String whole = "/" + new String(path.to(name), StandardCharsets.ISO_8859_1);
                    if (stat.isDirectory() && at.enterIfThere(name)) {
                        path.enter(name);
                        levels.push(Names.in(at.fd()).iterator());
                    } else if (!stat.isDirectory()
                            && (stat.links() > 1 || wanted.contains(whole))) {
                        inodes.put(whole, stat.identity());
                    }
                }
                levels.pop();
                if (levels.isEmpty()) {
                    return new LinkGroups(inodes);
                }
                path.leave();
                if (!at.leaveIfThere()) {
                    levels.pop();
                    levels.push(Collections.emptyIterator());
                }
            }
        }
    }

    /// The names that have to be written so that a tree made from `old` and the changed names gets
    /// the groups of this one, which was asked for the names of that one.
    ///
    /// @param changed paths that are written anyway
    public Set<String> broken(LinkGroups old, Set<String> changed) {
        Set<String> kept = new HashSet<>(inodes.keySet());
        kept.removeAll(changed);
        Map<Object, Object> before = new HashMap<>();
        Map<Object, Object> after = new HashMap<>();
        Set<Object> torn = new HashSet<>();
        for (String path : kept) {
            Object now = group(path);
            Object was = old.group(path);
            Object otherWas = before.putIfAbsent(now, was);
            Object otherNow = after.putIfAbsent(was, now);
            if (otherWas != null && !otherWas.equals(was)) {
                torn.add(now);
            }
            if (otherNow != null && !otherNow.equals(now)) {
                torn.add(now);
                torn.add(otherNow);
            }
        }
        for (String path : changed) {
            torn.add(group(path));
        }
        kept.removeIf(path -> !torn.contains(group(path)));
        return kept;
    }

    /// A name that is alone is a group of its own.
    private Object group(String path) {
        Stat.Identity inode = inodes.get(path);
        return inode == null ? path : inode;
    }
}
