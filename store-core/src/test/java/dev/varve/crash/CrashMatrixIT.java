package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/// The process dies at any change that an operation makes to the disk. Whatever the point: the
/// store opens, is sound, is as it was before or as it is after, has nothing left over, and the
/// operation can be run again.
///
/// `-Dvarve.crash.points=N` takes N points of each operation, evenly spread, always the first and
/// the one after the last; 0 takes all.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class CrashMatrixIT extends CrashPlace {
    private static final int POINTS = Integer.getInteger("varve.crash.points", 16);

    @Test
    void nothingIsLostLeftOverOrHalfDoneWhereverTheProcessDies() throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Scenario scenario : Scenarios.chosen()) {
            CrashMatrix matrix = matrix(scenario, directoryOf(scenario));
            long start = System.nanoTime();
            List<Future<List<String>>> results = new ArrayList<>();
            for (int step : points(matrix.steps(), POINTS)) {
                results.add(pool().submit(() -> matrix.die(step)));
            }
            int before = wrong.size();
            for (Future<List<String>> result : results) {
                wrong.addAll(result.get());
            }
            tried += results.size();
            System.out.printf(
                    "crash matrix: %s: %d steps, %d points, %d violations, %d ms%n",
                    matrix,
                    matrix.steps(),
                    results.size(),
                    wrong.size() - before,
                    (System.nanoTime() - start) / 1_000_000);
        }
        System.out.printf(
                "crash matrix: %s: %d points, %d violations%n", driver, tried, wrong.size());
        assertThat(wrong).isEmpty();
    }
}
