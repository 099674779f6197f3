package dev.varve.storage.disk;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Where changes are announced to who watches the place that they change.
///
/// Watchers are kept in one static place, since a system call knows no store, only a descriptor or
/// a path; each is for one directory, so that tests may run side by side. Only tests watch: without
/// one, [#watched] is a read of a field.
public final class Seam {
    private static final Map<String, DiskWatch> WATCHES = new ConcurrentHashMap<>();
    private static volatile boolean watched;

    private Seam() {}

    /// Ends a watch.
    public interface Watching extends AutoCloseable {
        @Override
        void close();
    }

    /// Watches everything below a directory that exists, until what this returns is closed.
    public static Watching watch(Path directory, DiskWatch watch) throws IOException {
        String given = prefix(directory.toAbsolutePath().normalize());
        String real = prefix(directory.toRealPath());
        if (WATCHES.putIfAbsent(given, watch) != null) {
            throw new IllegalStateException(directory + " is watched already");
        }
        WATCHES.put(real, watch);
        watched = true;
        return () -> {
            WATCHES.remove(given);
            WATCHES.remove(real);
            watched = !WATCHES.isEmpty();
        };
    }

    private static String prefix(Path directory) {
        return directory + "/";
    }

    /// Whether anybody watches anything: ask before anything else of the seam is worked out.
    public static boolean watched() {
        return watched;
    }

    /// Who watches a path.
    public static Optional<DiskWatch> of(String path) {
        return Optional.ofNullable(find(path));
    }

    private static @Nullable DiskWatch find(String path) {
        for (Map.Entry<String, DiskWatch> entry : WATCHES.entrySet()) {
            String prefix = entry.getKey();
            if (path.startsWith(prefix)
                    || path.length() + 1 == prefix.length() && prefix.startsWith(path)) {
                return entry.getValue();
            }
        }
        return null;
    }

    /// Asks about a step; [Verdict#GO] where nobody watches.
    public static Verdict ask(Step step) {
        DiskWatch watch = find(step.path());
        if (watch == null && step.verb() == Verb.RENAME) {
            watch = find(step.detail());
        }
        return watch == null ? Verdict.GO : watch.before(step);
    }
}
