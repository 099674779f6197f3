package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.storage.linux.Errno;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/// One change of the disk fails, for want of room or because the disk is broken. The operation ends
/// in success or in a refusal that says so; a refusal has changed nothing and left nothing, and the
/// operation can be run again. What could not be removed is removed by the next start.
///
/// `-Dvarve.crash.failures=N` as for [CrashMatrixIT].
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class FailingDiskIT extends CrashPlace {
    private static final int FAILURES = Integer.getInteger("varve.crash.failures", 4);
    private static final int EIO = 5;

    @Test
    void aChangeThatFailsFailsTheOperationOrIsMadeUpFor() throws Exception {
        List<String> wrong = new ArrayList<>();
        int tried = 0;
        for (Scenario scenario : Scenarios.chosen()) {
            CrashMatrix matrix = matrix(scenario, directoryOf(scenario));
            List<Future<List<String>>> results = new ArrayList<>();
            for (int step : points(matrix.steps() - 1, FAILURES)) {
                results.add(pool().submit(() -> matrix.fail(step, Errno.ENOSPC)));
                results.add(pool().submit(() -> matrix.fail(step, EIO)));
            }
            int before = wrong.size();
            for (Future<List<String>> result : results) {
                wrong.addAll(result.get());
            }
            tried += results.size();
            System.out.printf(
                    "failing disk: %s: %d steps, %d failures, %d violations%n",
                    matrix, matrix.steps(), results.size(), wrong.size() - before);
        }
        System.out.printf(
                "failing disk: %s: %d failures, %d violations%n", driver, tried, wrong.size());
        assertThat(wrong).isEmpty();
    }
}
