package dev.varve.storage.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `mount`, `umount2`, and the list of what is mounted.
public final class Mounts {
    public static final long MS_RDONLY = 1;
    public static final long MS_NOSUID = 2;
    public static final long MS_NODEV = 4;

    private static final int MNT_DETACH = 2;
    private static final int UMOUNT_NOFOLLOW = 8;
    private static final MethodHandle MOUNT =
            Libc.bind("mount", JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
    private static final MethodHandle UMOUNT2 = Libc.bind("umount2", JAVA_INT, ADDRESS, JAVA_INT);

    private Mounts() {}

    /// @param data the options; the kernel takes one page of them, terminator included
    public static void mount(String source, Path target, String type, long flags, byte[] data)
            throws LinuxException {
        Libc.Memory m = Libc.memory();
        byte[] where = Open.bytes(target);
        MemorySegment path = m.first("mount", where);
        MemorySegment options = m.second("mount", data);
        int rc;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment from = arena.allocateFrom(source);
            MemorySegment kind = arena.allocateFrom(type);
            rc = (int) MOUNT.invokeExact(m.state, from, path, kind, flags, options);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        if (rc != 0) {
            throw LinuxException.of("mount -t " + type, where, m.errno());
        }
    }

    /// Takes the mount out of the tree at once; the kernel drops it when its last user is gone.
    public static void detach(Path target) throws LinuxException {
        Libc.Memory m = Libc.memory();
        byte[] where = Open.bytes(target);
        MemorySegment path = m.first("umount2", where);
        int rc;
        try {
            rc = (int) UMOUNT2.invokeExact(m.state, path, MNT_DETACH | UMOUNT_NOFOLLOW);
        } catch (Throwable e) {
            throw Libc.wrongBinding(e);
        }
        if (rc != 0) {
            throw LinuxException.of("umount2", where, m.errno());
        }
    }

    /// Mount points below a directory, the deepest first.
    public static List<Path> below(Path directory) throws IOException {
        String prefix = directory + "/";
        List<Path> found = new ArrayList<>();
        byte[] table = Files.readAllBytes(Path.of("/proc/self/mountinfo"));
        for (String line : new String(table, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = line.split(" ", 6);
            if (fields.length == 6 && unescape(fields[4]).startsWith(prefix)) {
                found.add(Path.of(unescape(fields[4])));
            }
        }
        return found.reversed();
    }

    private static String unescape(String field) {
        return field.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }
}
