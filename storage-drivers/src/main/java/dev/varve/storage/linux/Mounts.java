package dev.varve.storage.linux;

import dev.varve.storage.disk.Verb;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// `mount`, `umount2`, and the list of what is mounted.
public final class Mounts {
    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;

    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final Function MOUNT = Libc.function("mount");
    private static final Function UMOUNT2 = Libc.function("umount2");

    private Mounts() {}

    /// @param data the options; the kernel takes one page of them, terminator included
    public static void mount(String source, Path target, String type, long flags, byte[] data)
            throws LinuxException {
        Libc.Memory m = Libc.memory();
        byte[] where = Open.bytes(target);
        Steps.before(Verb.MOUNT, "mount -t " + type, Fd.CWD, where);
        MemorySegment path = m.first("mount", where);
        MemorySegment options = m.second("mount", data);
        int rc;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(source);
            MemorySegment kind = arena.allocateFrom(type);
            rc =
                    (int)
                            MOUNT.call(
                                    m,
                                    from.address(),
                                    path.address(),
                                    kind.address(),
                                    flags,
                                    options.address());
        }
        if (rc != 0) {
            throw LinuxException.of("mount -t " + type, where, m.errno());
        }
    }

    /// Takes the mount out of the tree at once; the kernel drops it when its last user is gone.
    public static void detach(Path target) throws LinuxException {
        umount(Open.bytes(target), MNT_DETACH | UMOUNT_NOFOLLOW);
    }

    /// Unmounts, or fails with `EBUSY` when somebody works in the mount or in one below it.
    public static void unmount(Path target) throws LinuxException {
        umount(Open.bytes(target), UMOUNT_NOFOLLOW);
    }

    /// Detaches what is mounted below a directory, the newest first.
    ///
    /// @param kept whether a mount stays, by its path from the directory as ISO 8859-1 text, so
    ///   that every byte is a character
    public static void detachBelow(Path directory, Predicate<String> kept) throws IOException {
        String prefix = raw(directory) + "/";
        for (String mounted : below(directory)) {
            if (!kept.test(mounted)) {
                byte[] path = (prefix + mounted).getBytes(StandardCharsets.ISO_8859_1);
                umount(path, MNT_DETACH | UMOUNT_NOFOLLOW);
            }
        }
    }

    private static void umount(byte[] where, int flags) throws LinuxException {
        Steps.before(Verb.UNMOUNT, "umount2", Fd.CWD, where);
        Libc.Memory m = Libc.memory();
        MemorySegment path = m.first("umount2", where);
        int rc = (int) UMOUNT2.call(m, path.address(), flags);
        if (rc != 0) {
            throw LinuxException.of("umount2", where, m.errno());
        }
    }

    /// Mount points below a directory, the newest first, by their paths from it as ISO 8859-1 text.
    public static List<String> below(Path directory) throws IOException {
        String prefix = raw(directory) + "/";
        return points().stream()
                .filter(point -> point.startsWith(prefix))
                .map(point -> point.substring(prefix.length()))
                .toList()
                .reversed();
    }

    public static boolean isMountPoint(Path path) throws IOException {
        return points().contains(raw(path));
    }

    /// What is mounted somewhere.
    ///
    /// @param source in the file system's own words
    public record Source(String type, String source) {}

    /// The mount that holds a path; empty before Linux 5.8.
    public static Optional<Source> holding(Path path) throws IOException {
        String number = Long.toString(Stat.at(Fd.CWD, Open.bytes(path)).mount());
        for (String line : table()) {
            String[] fields = line.split(" ", 6);
            int end = line.indexOf(" - ");
            if (fields[0].equals(number) && end > 0) {
                String[] mounted = line.substring(end + 3).split(" ", 3);
                return Optional.of(new Source(mounted[0], unescape(mounted[1])));
            }
        }
        return Optional.empty();
    }

    private static List<String> points() throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : table()) {
            String[] fields = line.split(" ", 6);
            if (fields.length == 6) {
                found.add(unescape(fields[4]));
            }
        }
        return found;
    }

    private static List<String> table() throws IOException {
        byte[] table = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
        return List.of(new String(table, StandardCharsets.ISO_8859_1).split("\n", -1));
    }

    private static String raw(Path path) {
        return new String(Open.bytes(path), StandardCharsets.ISO_8859_1);
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
