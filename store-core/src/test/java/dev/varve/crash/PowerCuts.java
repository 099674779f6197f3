package dev.varve.crash;

import dev.varve.error.StoreException;
import dev.varve.storage.disk.DiskWatch;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// One run of an operation on a disk of its own, and the disks that power cuts at some of its steps
/// would have left.
final class PowerCuts {
    private static final Set<Verb> FLUSHES = Set.of(Verb.FSYNC, Verb.SYNCFS, Verb.COMMIT);

    /// @param image what is on the disk
    /// @param step before which the power went
    /// @param flush whether that step is a flush
    /// @param done whether success had been reported
    /// @param number of the step; of what comes after the last one, when it is done
    record Cut(Path image, String step, boolean flush, boolean done, int number) {
        /// Whether nothing but this cut's own step lies between it and another one. A run may take
        /// more steps than the one that counted them, and the last cut then lies further on.
        boolean isJustBefore(Cut next) {
            return next.number == number + 1;
        }
    }

    private PowerCuts() {}

    /// @param chosen the steps to cut before, from 1; when it is done comes last
    /// @param flushes what becomes of a flush
    static List<Cut> of(CrashMatrix matrix, Path directory, Set<Integer> chosen, Verdict flushes)
            throws IOException {
        Recorder recorder;
        try (SnapshotDisk disk = SnapshotDisk.make(directory.resolve("live.img"))) {
            CrashStore store = matrix.copyTo(disk.path().resolve("root"));
            store.open();
            matrix.scenario().before().on(store);
            disk.flush();
            recorder = new Recorder(disk, directory.resolve("cut"), chosen, flushes);
            try (Seam.Watching _ = store.watch(recorder)) {
                matrix.scenario().run().on(store);
            }
            recorder.cut("done", false, true);
            store.close();
        }
        return recorder.cuts;
    }

    private static final class Recorder implements DiskWatch {
        private final SnapshotDisk disk;
        private final Path images;
        private final Set<Integer> chosen;
        private final List<Cut> cuts = new ArrayList<>();
        private final Verdict flushes;
        private int steps;

        /// @param images how the names of the images of disks begin
        Recorder(SnapshotDisk disk, Path images, Set<Integer> chosen, Verdict flushes) {
            this.flushes = flushes;
            this.disk = disk;
            this.images = images;
            this.chosen = chosen;
        }

        @Override
        public synchronized Verdict before(Step step) {
            if (chosen.contains(++steps)) {
                try {
                    cut("step " + steps + ", " + step, FLUSHES.contains(step.verb()), false);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return FLUSHES.contains(step.verb()) ? flushes : Verdict.GO;
        }

        void cut(String step, boolean flush, boolean done) throws IOException {
            Path image = Path.of(images + "-" + cuts.size() + ".img");
            disk.snapshot(image);
            cuts.add(new Cut(image, step, flush, done, done ? steps + 1 : steps));
        }
    }

    /// Switches the disk on again, recovers, and runs the operation again.
    ///
    /// @return what is wrong, for a person
    static List<String> judge(CrashMatrix matrix, Cut cut) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (SnapshotDisk disk = SnapshotDisk.mount(cut.image())) {
            CrashStore store = matrix.store(disk.path().resolve("root"));
            try {
                matrix.judge(store, cut.done(), wrong);
            } catch (StoreException | IOException e) {
                wrong.add(e.toString());
            } finally {
                store.closeIfOpen();
            }
        }
        return wrong.stream().map(text -> matrix + ", " + cut.step() + ": " + text).toList();
    }

    /// The power comes back, and goes again before a step of the recovery or when it is done.
    ///
    /// @param random chooses the step
    static Cut again(CrashMatrix matrix, Cut cut, Random random) throws IOException {
        Recorder counted = recover(matrix, cut, Set.of());
        int steps = counted.steps;
        Files.delete(counted.cuts.getFirst().image());
        int chosen = 1 + random.nextInt(steps + 1);
        List<Cut> cuts = recover(matrix, cut, Set.of(chosen)).cuts;
        Cut second = cuts.getFirst();
        for (Cut other : cuts.subList(1, cuts.size())) {
            Files.delete(other.image());
        }
        String where = cut.step() + "; of the recovery's " + steps + " " + second.step();
        return new Cut(second.image(), where, false, cut.done(), cut.number());
    }

    private static Recorder recover(CrashMatrix matrix, Cut cut, Set<Integer> chosen)
            throws IOException {
        Path image = Path.of(cut.image() + "-recovered");
        Programs.run("cp", "--sparse=always", cut.image().toString(), image.toString());
        try (SnapshotDisk disk = SnapshotDisk.mount(image)) {
            CrashStore store = matrix.store(disk.path().resolve("root"));
            Recorder recorder =
                    new Recorder(disk, Path.of(cut.image() + "-again"), chosen, Verdict.GO);
            try (Seam.Watching _ = store.watch(recorder)) {
                store.open();
            }
            recorder.cut("done", false, true);
            store.close();
            return recorder;
        }
    }

    /// Makes of two cuts, one before a flush and one after it, some that go through its middle.
    static List<Cut> torn(Cut before, Cut after, int count, long seed) throws IOException {
        List<Cut> torn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path image = Path.of(before.image() + "-torn-" + i);
            Programs.run("cp", "--sparse=always", before.image().toString(), image.toString());
            if (SnapshotDisk.tear(image, after.image(), new Random(seed + i)) > 1) {
                torn.add(
                        new Cut(
                                image,
                                before.step() + ", torn with seed " + (seed + i),
                                true,
                                before.done(),
                                before.number()));
            } else {
                Files.delete(image);
            }
        }
        return torn;
    }
}
