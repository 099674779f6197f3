package dev.varve.crash;

import dev.varve.check.Problem;
import dev.varve.error.StoreException;
import dev.varve.storage.disk.Seam;
import dev.varve.storage.linux.Errno;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// One operation with one driver: what the store is before it and after it, and whether it is one
/// of the two whenever the process dies on the way.
final class CrashMatrix {
    private final Scenario scenario;
    private final String driver;
    private final URI registry;
    private final Path directory;
    private final StoreText before;
    private final StoreText after;
    private final int steps;

    /// @param directory a place for stores, on a file system that the driver can use
    CrashMatrix(Scenario scenario, String driver, URI registry, Path directory) throws IOException {
        this.scenario = scenario;
        this.driver = driver;
        this.registry = registry;
        this.directory = directory;
        CrashStore template = store(directory.resolve("template"));
        template.open();
        scenario.prepare().on(template);
        template.close();
        CrashStore whole = copy("whole");
        whole.open();
        scenario.before().on(whole);
        this.before = StoreText.of(whole);
        Death never = new Death(Death.NEVER);
        try (Seam.Watching _ = whole.watch(never)) {
            scenario.run().on(whole);
        }
        this.steps = never.steps();
        whole.close();
        whole.open();
        this.after = StoreText.of(whole);
        discard(whole);
    }

    CrashStore store(Path root) {
        return new CrashStore(root, driver, registry);
    }

    /// A store from which the operation can start.
    CrashStore copyTo(Path root) throws IOException {
        Programs.run("cp", "-a", directory.resolve("template").toString(), root.toString());
        return store(root);
    }

    private CrashStore copy(String name) throws IOException {
        return copyTo(directory.resolve(name));
    }

    Scenario scenario() {
        return scenario;
    }

    @Override
    public String toString() {
        return scenario + " with " + driver;
    }

    /// How many changes the operation makes.
    int steps() {
        return steps;
    }

    /// What the store is after the operation.
    StoreText after() {
        return after;
    }

    /// Dies before a step, recovers, and does it again.
    ///
    /// @param step from 1 to one more than there are: then it dies when it is done
    /// @return what is wrong, for a person
    List<String> die(int step) throws IOException {
        CrashStore store = copy("die-" + step);
        store.open();
        scenario.before().on(store);
        Death death = new Death(step);
        boolean done = runAndDie(store, death);
        return judged(store, done, "step " + step + ", " + death.last());
    }

    private boolean runAndDie(CrashStore store, Death death) throws IOException {
        boolean done = false;
        try (Seam.Watching _ = store.watch(death)) {
            try {
                scenario.run().on(store);
                done = true;
            } catch (StoreException | IOException expected) {
                // It has died.
            }
            store.abandon(death);
        }
        return done;
    }

    private List<String> judged(CrashStore store, boolean done, String where) throws IOException {
        List<String> wrong = new ArrayList<>();
        try {
            judge(store, done, wrong);
        } catch (StoreException | IOException e) {
            wrong.add(e.toString());
        }
        discard(store);
        return wrong.stream().map(text -> this + ", " + where + ": " + text).toList();
    }

    /// Dies before a step, and again while the next start puts the store in order; then recovers
    /// and does it again.
    ///
    /// @param step from 1 to one more than there are
    /// @param random chooses the step of the recovery
    /// @return what is wrong, for a person
    List<String> dieTwice(int step, Random random) throws IOException {
        CrashStore store = copy("twice-" + step);
        store.open();
        scenario.before().on(store);
        Death first = new Death(step);
        boolean done = runAndDie(store, first);
        int recovery = stepsOfRecovery(store.root());
        Death second = new Death(1 + random.nextInt(recovery + 1));
        try (Seam.Watching _ = store.watch(second)) {
            try {
                store.open();
            } catch (StoreException | IOException expected) {
                // It has died.
            }
            store.abandon(second);
        }
        String where = "step " + step + ", " + first.last() + "; then " + second.last();
        return judged(store, done, where + " of " + recovery + " steps of the recovery");
    }

    /// How many changes the next start of a store makes; tried with a copy.
    int stepsOfRecovery(Path root) throws IOException {
        Path copy = Path.of(root + "-recovered");
        Programs.run("cp", "-ax", root.toString(), copy.toString());
        CrashStore store = store(copy);
        Death never = new Death(Death.NEVER);
        try (Seam.Watching _ = store.watch(never)) {
            store.open();
        }
        int steps = never.steps();
        discard(store);
        return steps;
    }

    /// Opens a store that was left in the middle, looks at it, and runs the operation again.
    ///
    /// @param done whether success was reported
    void judge(CrashStore store, boolean done, List<String> wrong) throws IOException {
        store.open();
        check("after recovery", store, wrong);
        StoreText found = StoreText.of(store);
        boolean happened = found.lists().equals(after.lists());
        if (done && !happened) {
            wrong.add("success was reported and is lost");
        }
        if (!happened && !found.lists().equals(before.lists())) {
            wrong.add("neither before nor after:" + found.against(before));
        }
        String difference = found.against(happened ? after : before);
        if (!difference.isEmpty()) {
            wrong.add("after recovery, of " + (happened ? "after" : "before") + ":" + difference);
        }
        again(store, happened);
        check("after running it again", store, wrong);
        String rest = StoreText.of(store).against(after);
        if (!rest.isEmpty()) {
            wrong.add("after running it again:" + rest);
        }
    }

    /// Makes one step fail, without any further harm.
    ///
    /// @return what is wrong, for a person
    List<String> fail(int step, int errno) throws IOException {
        CrashStore store = copyTo(directory.resolve("fail-" + step + "-" + errno));
        store.open();
        scenario.before().on(store);
        Failure failure = new Failure(step, errno);
        List<String> wrong = new ArrayList<>();
        boolean done = false;
        try (Seam.Watching _ = store.watch(failure)) {
            scenario.run().on(store);
            done = true;
        } catch (StoreException e) {
            if (errno == Errno.ENOSPC && !(e instanceof StoreException.NoSpace)) {
                wrong.add("a full disk was told as " + e);
            }
        }
        try {
            look(store, done, failure, wrong);
        } catch (StoreException | IOException e) {
            wrong.add(e.toString());
        }
        discard(store);
        String where = this + ", errno " + errno + " at step " + step + ", " + failure.step();
        return wrong.stream().map(text -> where + ": " + text).toList();
    }

    /// A removal that fails is made up for at the next start at the latest, and so is an unmount
    /// that the index was not told of; everything else at once.
    private void look(CrashStore store, boolean done, Failure failure, List<String> wrong)
            throws IOException {
        boolean late = failure.isRemoval() || scenario.name().endsWith("unmount");
        if (late) {
            store.close();
            store.open();
        }
        check("after the failure", store, wrong);
        StoreText found = StoreText.of(store);
        boolean happened = found.lists().equals(after.lists());
        if (done && !happened) {
            wrong.add("success was reported and it is not so");
        }
        String difference = found.against(happened ? after : before);
        if (!difference.isEmpty()) {
            wrong.add("left behind:" + difference);
        }
        again(store, happened);
        check("after running it again", store, wrong);
        if (!late) {
            String rest = StoreText.of(store).against(after);
            if (!rest.isEmpty()) {
                wrong.add("after running it again:" + rest);
            }
        }
    }

    private void again(CrashStore store, boolean happened) throws IOException {
        try {
            scenario.run().on(store);
        } catch (StoreException.NotFound | StoreException.Conflict e) {
            if (!happened) {
                throw e;
            }
        }
    }

    private static void check(String when, CrashStore store, List<String> wrong)
            throws IOException {
        for (Problem problem : store.engine().check().run()) {
            wrong.add(when + ": " + problem);
        }
    }

    private static void discard(CrashStore store) throws IOException {
        store.closeIfOpen();
        Programs.removeTree(store.root());
    }
}
