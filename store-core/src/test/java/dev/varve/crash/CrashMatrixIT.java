package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;

/// The process dies at any change that an operation makes to the disk. Whatever the point: the
/// store opens, is sound, is as it was before or as it is after, has nothing left over, and the
/// operation can be run again.
///
/// `-Dvarve.crash.points=N` takes N points of each operation, evenly spread, always the first and
/// the one after the last; 0 takes all. `-Dvarve.crash.again=N` takes N of each operation at which
/// it dies a second time, while it recovers; where, `-Dvarve.seed=N` decides.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class CrashMatrixIT extends CrashPlace {
    private static final int POINTS = Integer.getInteger("varve.crash.points", 16);
    private static final int AGAIN = Integer.getInteger("varve.crash.again", 1);
    private static final long SEED = Long.getLong("varve.seed", 6);

    @Test
    void nothingIsLostLeftOverOrHalfDoneWhereverTheProcessDies() throws Exception {
        run("crash matrix", POINTS, (matrix, step) -> matrix.die(step));
    }

    @Test
    void norWhenItDiesAgainWhileItRecovers() throws Exception {
        System.out.printf("second deaths: seed %d%n", SEED);
        run("second deaths", AGAIN, (matrix, step) -> matrix.dieTwice(step, dice(step)));
    }

    private static Random dice(int step) {
        return new Random(SEED * 100_000 + step);
    }

    private interface Trial {
        List<String> at(CrashMatrix matrix, int step) throws IOException;
    }

    private void run(String what, int count, Trial trial) throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Scenario scenario : Scenarios.chosen()) {
            CrashMatrix matrix = matrix(scenario, directoryOf(scenario));
            long start = System.nanoTime();
            List<Future<List<String>>> results = new ArrayList<>();
            for (int step : points(matrix.steps(), count)) {
                results.add(pool().submit(() -> trial.at(matrix, step)));
            }
            int before = wrong.size();
            for (Future<List<String>> result : results) {
                wrong.addAll(result.get());
            }
            tried += results.size();
            System.out.printf(
                    "%s: %s: %d steps, %d points, %d violations, %d ms%n",
                    what,
                    matrix,
                    matrix.steps(),
                    results.size(),
                    wrong.size() - before,
                    (System.nanoTime() - start) / 1_000_000);
        }
        System.out.printf("%s: %s: %d points, %d violations%n", what, driver, tried, wrong.size());
        assertThat(wrong).isEmpty();
    }
}
