package dev.varve.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.crash.PowerCuts.Cut;
import dev.varve.storage.disk.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;

/// The power goes before any change that an operation makes to the disk, on a real ext4: what was
/// not flushed is gone. Whatever the point: the store opens, is sound, is as it was before or as it
/// is after, has nothing left over, and the operation can be run again.
///
/// `-Dvarve.crash.cuts=N` as for [CrashMatrixIT]. `-Dvarve.crash.torn=N` adds N cuts in the middle
/// of each flush that lies between two points: of the blocks that it writes, some are written, in
/// any order, torn at a sector. Such a disk may be one that ext4 itself refuses; it is then counted
/// as refused. `-Dvarve.crash.cuts.again=N` cuts N of them a second time, while the next start
/// recovers; where, `-Dvarve.seed=N` decides.
@ParameterizedClass
@ValueSource(strings = {"overlay2", "vfs"})
class PowerCutMatrixIT extends CrashPlace {
    private static final int CUTS = Integer.getInteger("varve.crash.cuts", 8);
    private static final int TORN = Integer.getInteger("varve.crash.torn", 0);
    private static final int AGAIN = Integer.getInteger("varve.crash.cuts.again", 0);
    private static final int TRIES = 10;
    private static final long SEED = Long.getLong("varve.seed", 6);

    /// What a mount makes does not outlive the power.
    private static final Set<String> NOT_ON_THE_DISK = Set.of("mount", "unmount");

    private int points;
    private int torn;
    private int twice;
    private int refused;

    @Test
    void nothingIsLostLeftOverOrHalfDoneWheneverThePowerGoes() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Scenario scenario : Scenarios.chosen()) {
            if (!NOT_ON_THE_DISK.contains(scenario.name())) {
                Path directory = directoryOf(scenario);
                CrashMatrix matrix = matrix(scenario, directory);
                List<Cut> cuts =
                        PowerCuts.of(
                                matrix,
                                directory,
                                new TreeSet<>(points(matrix.steps(), CUTS)),
                                Verdict.GO);
                long start = System.nanoTime();
                int before = points;
                int tornBefore = torn;
                int twiceBefore = twice;
                List<String> found = judgeAll(matrix, cuts);
                wrong.addAll(found);
                System.out.printf(
                        "power cuts: %s: %d steps, %d points, of which %d torn and %d second cuts,"
                                + " %d violations, %d ms%n",
                        matrix,
                        matrix.steps(),
                        points - before,
                        torn - tornBefore,
                        twice - twiceBefore,
                        found.size(),
                        (System.nanoTime() - start) / 1_000_000);
            }
        }
        System.out.printf(
                "power cuts: %s: %d points, of which %d torn and %d second cuts (%d more that ext4"
                        + " refused), seed %d, %d violations%n",
                driver, points, torn, twice, refused, SEED, wrong.size());
        assertThat(wrong).isEmpty();
    }

    /// Shows that the test above can fail: the same, with every flush of ours answered without
    /// being done. Whoever flushes all disks of the machine meanwhile flushes this one, too; then
    /// it is tried again.
    @Test
    void withoutTheFlushesSuccessIsLost() throws Exception {
        Scenario pull = Scenarios.all().getFirst();
        CrashMatrix matrix = matrix(pull, directoryOf(pull));
        List<String> lost = List.of();
        for (int i = 0; i < TRIES && lost.isEmpty(); i++) {
            Path directory = directoryOf("lies-" + i);
            lost = judge(matrix, PowerCuts.of(matrix, directory, Set.of(), new Verdict.Lie()));
        }
        assertThat(lost).isNotEmpty();
    }

    private List<String> judgeAll(CrashMatrix matrix, List<Cut> cuts) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i + 1 < cuts.size() && TORN > 0; i++) {
            if (cuts.get(i).flush() && cuts.get(i).isJustBefore(cuts.get(i + 1))) {
                List<Cut> torn =
                        PowerCuts.torn(cuts.get(i), cuts.get(i + 1), TORN, SEED * 1000 + i);
                wrong.addAll(judge(matrix, torn));
            }
        }
        List<Cut> second = new ArrayList<>();
        for (int i : AGAIN == 0 ? List.<Integer>of() : points(cuts.size() - 1, AGAIN)) {
            second.add(PowerCuts.again(matrix, cuts.get(i - 1), new Random(SEED * 1000 + i)));
        }
        wrong.addAll(judge(matrix, second));
        wrong.addAll(judge(matrix, cuts));
        return wrong;
    }

    private List<String> judge(CrashMatrix matrix, List<Cut> cuts) throws Exception {
        List<Future<List<String>>> results = new ArrayList<>();
        cuts.forEach(cut -> results.add(pool().submit(() -> judgeOne(matrix, cut))));
        List<String> wrong = new ArrayList<>();
        for (Future<List<String>> result : results) {
            wrong.addAll(result.get());
        }
        return wrong;
    }

    private List<String> judgeOne(CrashMatrix matrix, Cut cut) throws IOException {
        try {
            List<String> wrong = PowerCuts.judge(matrix, cut);
            synchronized (this) {
                points++;
                torn += cut.step().contains("torn") ? 1 : 0;
                twice += cut.step().contains("recovery") ? 1 : 0;
            }
            return wrong;
        } catch (IOException e) {
            if (!cut.step().contains("torn")
                    || !String.valueOf(e.getMessage()).startsWith("mount ")) {
                throw e;
            }
            synchronized (this) {
                refused++;
            }
            return List.of();
        }
    }
}
