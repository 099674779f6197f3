package dev.varve.storage.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Which owners a process can give to files: those of the machine, or those that its user namespace
/// knows.
///
/// @param uids as `/proc/self/uid_map` has them
/// @param gids as `/proc/self/gid_map` has them
public record IdMap(List<Range> uids, List<Range> gids) {
    private static final long ALL = 0xffff_ffffL;

    /// @param inside the first ID here
    /// @param outside the first ID in the namespace around this one
    public record Range(long inside, long outside, long count) {
        private boolean holds(Range other) {
            return other.inside >= inside
                    && other.inside + other.count <= inside + count
                    && other.outside - outside == other.inside - inside;
        }

        private String shown() {
            return count == 1 ? "" + inside : inside + "-" + (inside + count - 1);
        }
    }

    public IdMap {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    /// That of this process, which does not change while it lives.
    public static IdMap own() {
        return Own.MAP;
    }

    private static final class Own {
        private static final IdMap MAP =
                new IdMap(read("/proc/self/uid_map"), read("/proc/self/gid_map"));

        private static List<Range> read(String file) {
            try {
                return Files.readAllLines(Path.of(file)).stream()
                        .map(line -> range(line.strip().split(" +")))
                        .toList();
            } catch (IOException e) {
                return List.of(new Range(0, 0, ALL)); // a kernel without user namespaces
            }
        }
    }

    private static Range range(String... fields) {
        return new Range(
                Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
    }

    /// Whether this is a namespace of its own, in which no device can be made and no attribute
    /// `trusted.*` is seen.
    public boolean isPartial() {
        return !uids.equals(List.of(new Range(0, 0, ALL)))
                || !gids.equals(List.of(new Range(0, 0, ALL)));
    }

    /// Whether files that were made with another map have the same owners with this one.
    public boolean keeps(IdMap older) {
        return older.uids.stream().allMatch(r -> uids.stream().anyMatch(own -> own.holds(r)))
                && older.gids.stream().allMatch(r -> gids.stream().anyMatch(own -> own.holds(r)));
    }

    public boolean holdsUid(int uid) {
        return holds(uids, uid);
    }

    public boolean holdsGid(int gid) {
        return holds(gids, gid);
    }

    private static boolean holds(List<Range> ranges, int id) {
        long wanted = Integer.toUnsignedLong(id);
        return ranges.stream().anyMatch(r -> wanted >= r.inside && wanted - r.inside < r.count);
    }

    /// For people: `uids 0-65536 and gids 0-65536`.
    public String shown() {
        return "uids " + shown(uids) + " and gids " + shown(gids);
    }

    private static String shown(List<Range> ranges) {
        return ranges.stream().map(Range::shown).collect(Collectors.joining(", "));
    }

    /// For a file; [#parse] reads it.
    public String text() {
        return lines("uid ", uids) + lines("gid ", gids);
    }

    private static String lines(String kind, List<Range> ranges) {
        return ranges.stream()
                .map(r -> kind + r.inside + " " + r.outside + " " + r.count + "\n")
                .collect(Collectors.joining());
    }

    /// @throws IOException when it is not what [#text] gives
    public static IdMap parse(String text) throws IOException {
        List<Range> uids = new ArrayList<>();
        List<Range> gids = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.matches("[ug]id( [0-9]{1,10}){3}")) {
                throw new IOException("it holds a line that is no range of IDs");
            }
            (line.startsWith("u") ? uids : gids).add(range(line.substring(4).split(" ")));
        }
        return new IdMap(uids, gids);
    }

    /// The map of a machine without user namespaces.
    public static IdMap whole() {
        return new IdMap(List.of(new Range(0, 0, ALL)), List.of(new Range(0, 0, ALL)));
    }
}
