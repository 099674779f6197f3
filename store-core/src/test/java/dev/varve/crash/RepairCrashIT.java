package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.check.CheckLevel;
import dev.varve.error.StoreException;
import dev.varve.registry.Logins;
import dev.varve.storage.disk.Seam;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// A daemon that dies while it repairs. Wherever that is, the next repair ends well, and leaves the
/// paths that one leaves which nothing came between.
///
/// `-Dvarve.crash.points=N` as for [CrashMatrixIT].
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class RepairCrashIT extends CrashPlace {
    private static final int POINTS = Integer.getInteger("varve.crash.points", 24);

    @Test
    void aRepairThatWasCutShortIsMadeUpForByTheNext() throws Exception {
        Scenario repair = Scenario.of("repair", RepairCrashIT::damaged, RepairCrashIT::repair);
        CrashMatrix matrix = matrix(repair, directoryOf(repair));
        List<Future<List<String>>> results = new ArrayList<>();
        for (int step : points(matrix.steps(), POINTS)) {
            results.add(pool().submit(() -> die(matrix, step)));
        }
        List<String> wrong = new ArrayList<>();
        for (Future<List<String>> result : results) {
            wrong.addAll(result.get());
        }
        System.out.printf(
                "crash matrix: %s: %d steps, %d points, %d violations%n",
                matrix, matrix.steps(), results.size(), wrong.size());
        assertThat(wrong).isEmpty();
    }

    private List<String> die(CrashMatrix matrix, int step) throws IOException {
        CrashStore store = matrix.copyTo(directoryOf("die-" + step).resolve("root"));
        store.open();
        Death death = new Death(step);
        try (Seam.Watching _ = store.watch(death)) {
            try {
                repair(store);
            } catch (StoreException expected) {
                // It has died.
            }
            store.abandon(death);
        }
        List<String> wrong = new ArrayList<>();
        store.open();
        repair(store);
        store.engine()
                .check(CheckLevel.READ_DATA)
                .problems()
                .forEach(problem -> wrong.add(problem.toString()));
        store.close();
        store.open();
        wrong.add(StoreText.of(store).against(matrix.after()));
        store.close();
        Programs.removeTree(store.root());
        return wrong.stream()
                .filter(text -> !text.isEmpty())
                .map(text -> matrix + ", step " + step + ", " + death.last() + ": " + text)
                .toList();
    }

    private static void repair(CrashStore store) {
        store.engine().repair(CheckLevel.READ_DATA, Logins.NONE);
    }

    /// A file that is longer than its layer says, and a compressed layer, too.
    private static void damaged(CrashStore store) throws IOException {
        Scenarios.pulled(store);
        append(largest(store.root().resolve(store.driver())));
        append(largest(store.root().resolve("blobs")));
    }

    private static void append(Path file) throws IOException {
        Files.writeString(file, "more", StandardOpenOption.APPEND);
    }

    private static Path largest(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .max((one, other) ->
                            Long.compare(one.toFile().length(), other.toFile().length()))
                    .orElseThrow();
        }
    }
}
