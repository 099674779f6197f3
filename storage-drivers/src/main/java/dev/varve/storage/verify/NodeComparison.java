package dev.varve.storage.verify;

import dev.varve.storage.linux.Fd;
import dev.varve.storage.linux.FileTimes;
import dev.varve.storage.linux.LinuxException;
import dev.varve.storage.linux.Nodes;
import dev.varve.storage.linux.Open;
import dev.varve.storage.linux.Stat;
import dev.varve.storage.linux.Xattrs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/// Says in which ways a node is not like another one of the same type.
final class NodeComparison {
    private static final int READ = Open.O_RDONLY | Open.O_NOFOLLOW | Open.O_NONBLOCK;

    /// The host's label, which a layer does not have from its tar.
    private static final String LABEL = "security.selinux";

    private final FileTimes start;
    private final byte[] wantedPart = new byte[64 << 10];
    private final byte[] foundPart = new byte[64 << 10];

    /// @param start when the first of the right nodes was made: a time of one that is not before is
    ///   that of its making and says nothing
    NodeComparison(FileTimes start) {
        this.start = start;
    }

    /// A name in an open directory.
    @SuppressWarnings("ArrayRecordComponent") // raw name; never compared or changed
    record Node(Fd directory, byte[] name, Stat stat) {}

    void attributes(Node wanted, Node found, Consumer<String> sink) throws LinuxException {
        Stat want = wanted.stat();
        Stat have = found.stat();
        if (want.mode() != have.mode()) {
            sink.accept(differs("mode", octal(have.mode()), octal(want.mode())));
        }
        if (want.uid() != have.uid() || want.gid() != have.gid()) {
            sink.accept(differs("owner", owner(have), owner(want)));
        }
        if (want.special() != have.special()) {
            sink.accept(differs("device number", device(have), device(want)));
        }
        if (!sameTime(want, have)) {
            sink.accept(differs("time of change", time(have), time(want)));
        }
        xattrs(wanted, found, sink);
        if (want.isSymlink()) {
            target(wanted, found, sink);
        }
    }

    private boolean sameTime(Stat want, Stat have) {
        long seconds = want.times().modifiedSeconds();
        int nanos = want.times().modifiedNanos();
        boolean ofItsMaking =
                seconds > start.modifiedSeconds()
                        || (seconds == start.modifiedSeconds() && nanos >= start.modifiedNanos());
        return ofItsMaking
                || (seconds == have.times().modifiedSeconds()
                        && nanos == have.times().modifiedNanos());
    }

    private static void xattrs(Node wanted, Node found, Consumer<String> sink)
            throws LinuxException {
        Map<String, byte[]> want = xattrs(wanted);
        Map<String, byte[]> have = xattrs(found);
        want.forEach((key, value) -> {
            if (!have.containsKey(key)) {
                sink.accept("it lacks the extended attribute " + key);
            } else if (!Arrays.equals(value, have.get(key))) {
                sink.accept("its extended attribute " + key + " has another value");
            }
        });
        have.keySet().stream()
                .filter(key -> !want.containsKey(key))
                .forEach(key -> sink.accept("it should not have the extended attribute " + key));
    }

    private static Map<String, byte[]> xattrs(Node node) throws LinuxException {
        Map<String, byte[]> xattrs = new TreeMap<>();
        for (byte[] key : Xattrs.list(node.directory(), node.name())) {
            String name = new String(key, StandardCharsets.UTF_8);
            if (!name.equals(LABEL)) {
                Xattrs.get(node.directory(), node.name(), key)
                        .ifPresent(value -> xattrs.put(name, value));
            }
        }
        return xattrs;
    }

    private static void target(Node wanted, Node found, Consumer<String> sink)
            throws LinuxException {
        byte[] want = Nodes.readlinkat(wanted.directory(), wanted.name());
        byte[] have = Nodes.readlinkat(found.directory(), found.name());
        if (!Arrays.equals(want, have)) {
            sink.accept(differs("target", text(have), text(want)));
        }
    }

    /// Compares what two files hold, without keeping more of it than a piece.
    void content(Node wanted, Node found, Consumer<String> sink) throws LinuxException {
        if (wanted.stat().size() != found.stat().size()) {
            sink.accept(differs("size", found.stat().size(), wanted.stat().size()));
            return;
        }
        try (Fd want = Open.at(wanted.directory(), wanted.name(), READ, 0);
                Fd have = Open.at(found.directory(), found.name(), READ, 0)) {
            for (long offset = 0; ; ) {
                int length = want.read(wantedPart);
                int other = have.read(foundPart);
                int at = Arrays.mismatch(wantedPart, 0, length, foundPart, 0, other);
                if (at >= 0) {
                    sink.accept("its content differs, first at byte " + (offset + at));
                    return;
                }
                if (length == 0) {
                    return;
                }
                offset += length;
            }
        }
    }

    private static String differs(String what, Object have, Object want) {
        return "its " + what + " is " + have + " and should be " + want;
    }

    private static String octal(int mode) {
        return "%04o".formatted(mode & 07777);
    }

    private static String owner(Stat stat) {
        return Integer.toUnsignedString(stat.uid()) + ":" + Integer.toUnsignedString(stat.gid());
    }

    private static String device(Stat stat) {
        return Stat.major(stat.special()) + ":" + Stat.minor(stat.special());
    }

    private static String time(Stat stat) {
        return "%d.%09d".formatted(stat.times().modifiedSeconds(), stat.times().modifiedNanos());
    }

    private static String text(byte[] raw) {
        return new String(raw, StandardCharsets.UTF_8);
    }
}
