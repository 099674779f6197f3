package dev.varve.storage.rootfs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A path as a client gives it: taken from the root, `.` and `..` resolved in the text.
///
/// @param components none of them empty, `.` or `..`
/// @param end what the text ends with after them
record RequestedPath(List<String> components, End end) {
    enum End {
        NAME,
        /// It has to be a directory; a link there is followed.
        SLASH,
        /// As a slash, and the directory goes under the name `.`.
        DOT
    }

    static RequestedPath of(String text) {
        Deque<String> kept = new ArrayDeque<>();
        String last = "";
        for (String component : text.split("/", 0)) {
            last = component.isEmpty() ? last : component;
            if (component.equals("..")) {
                kept.pollLast();
            } else if (!component.isEmpty() && !component.equals(".")) {
                kept.addLast(component);
            }
        }
        End end = last.equals(".") ? End.DOT : text.endsWith("/") ? End.SLASH : End.NAME;
        return new RequestedPath(List.copyOf(kept), end);
    }

    /// The whole path as it is shown.
    @Override
    public String toString() {
        String path = "/" + String.join("/", components);
        return switch (end) {
            case NAME -> path;
            case SLASH -> isRoot() ? path : path + "/";
            case DOT -> isRoot() ? "/." : path + "/.";
        };
    }

    boolean isRoot() {
        return components.isEmpty();
    }

    boolean assertsDirectory() {
        return isRoot() || end != End.NAME;
    }

    /// The name of what it leads to, which starts the names of an archive of it.
    String name() {
        if (end == End.DOT) {
            return ".";
        }
        return isRoot() ? "/" : components.getLast();
    }

    /// From the root, for the kernel.
    byte[] bytes() {
        return path(components);
    }

    byte[] parentBytes() {
        return path(components.subList(0, components.size() - 1));
    }

    byte[] nameBytes() {
        return components.getLast().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] path(List<String> components) {
        String path = components.isEmpty() ? "." : String.join("/", components);
        return path.getBytes(StandardCharsets.UTF_8);
    }
}
