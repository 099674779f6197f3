package dev.varve;

import dev.varve.error.StoreException;
import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Conflict;
import dev.varve.error.StoreException.NotFound;
import dev.varve.fixtures.random.Dice;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Some operations on one store at once, and the oracle of what may be there after: whatever leads
/// to an image leads to what one of the last successful operations on it has said, and to what it
/// led before when there was none.
final class Interleaving {
    private static final int LIMIT_SECONDS = 120;

    /// @param pointer what it changes; empty for a prune
    private record Operation(
            String text, String pointer, boolean mustSucceed, Supplier<Optional<String>> act) {}

    private record Outcome(
            Operation operation,
            long start,
            long end,
            boolean certain,
            Optional<String> target) {}

    private final InterleavedStore store;
    private final Map<String, String> before;
    private final List<List<Operation>> threads = new ArrayList<>();

    Interleaving(InterleavedStore store, Dice dice) {
        this.store = store;
        this.before = store.pointers();
        List<String> images = List.copyOf(store.images());
        for (int thread = dice.between(2, 4); thread > 0; thread--) {
            List<Operation> operations = new ArrayList<>();
            for (int n = dice.between(1, 2); n > 0; n--) {
                operations.add(operation(dice, images));
            }
            threads.add(operations);
        }
    }

    private Operation operation(Dice dice, List<String> images) {
        String image = dice.pick(InterleavedStore.IMAGES);
        String name = dice.of("p", "q", "r", "t", "u");
        String container = dice.of("web", "job");
        String held = "container " + container;
        String id = images.isEmpty() ? "none" : dice.pick(images);
        int events = dice.below(12);
        return switch (dice.below(11)) {
            case 0, 1 -> new Operation("pull " + image, image, true, () -> store.pull(image));
            case 2 ->
                    new Operation(
                            "pull " + image + " that ends after " + events + " events",
                            image,
                            false,
                            () -> store.pullUntil(image, events));
            case 3 ->
                    new Operation(
                            "load " + image + " as " + name,
                            name,
                            true,
                            () -> store.load(image, name));
            case 4 ->
                    new Operation(
                            "tag " + id + " " + name, name, false, () -> store.tag(id, name));
            case 5, 6 -> new Operation("rm " + name, name, false, () -> store.remove(name));
            case 7 ->
                    new Operation(
                            // Refused, as dockerd does, while another one runs.
                            "prune",
                            "",
                            false,
                            () -> {
                                store.prune();
                                return Optional.empty();
                            });
            case 8 ->
                    new Operation(
                            "create " + container + " of " + id,
                            held,
                            false,
                            () -> store.create(container, id));
            case 9 ->
                    new Operation(
                            "rm " + held, held, false, () -> store.removeContainer(container));
            default ->
                    dice.flip()
                            ? new Operation(
                                    "commit " + container + " as " + name,
                                    name,
                                    false,
                                    () -> store.commit(container, name))
                            : new Operation(
                                    "import as " + name, name, true, () -> store.importAs(name));
        };
    }

    /// Runs it.
    ///
    /// @return what is wrong after it
    List<String> run(ExecutorService pool) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<List<Outcome>>> running = new ArrayList<>();
        for (List<Operation> operations : threads) {
            running.add(
                    pool.submit(
                            () -> {
                                start.await();
                                List<Outcome> outcomes = new ArrayList<>();
                                for (Operation operation : operations) {
                                    run(operation).ifPresent(outcomes::add);
                                }
                                return outcomes;
                            }));
        }
        start.countDown();
        List<Outcome> outcomes = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (Future<List<Outcome>> thread : running) {
            try {
                outcomes.addAll(thread.get(LIMIT_SECONDS, TimeUnit.SECONDS));
            } catch (ExecutionException e) {
                wrong.add(e.getCause().toString());
            } catch (TimeoutException e) {
                throw new AssertionError("no end of " + this + threadDump(), e);
            }
        }
        wrong.addAll(judge(outcomes, store.pointers(), store.images()));
        return wrong;
    }

    private static Optional<Outcome> run(Operation operation) {
        long start = System.nanoTime();
        try {
            Optional<String> target = operation.act().get();
            return Optional.of(new Outcome(operation, start, System.nanoTime(), true, target));
        } catch (Cancelled e) {
            if (operation.mustSucceed()) {
                throw new AssertionError(operation.text() + " failed", e);
            }
            // It may have gone away when everything was done already.
            Optional<String> perhaps = Optional.of("?");
            return Optional.of(new Outcome(operation, start, System.nanoTime(), false, perhaps));
        } catch (Conflict | NotFound e) {
            if (operation.mustSucceed()) {
                throw new AssertionError(operation.text() + " failed: " + e.getMessage(), e);
            }
            return Optional.empty();
        } catch (StoreException e) {
            throw new AssertionError(operation.text() + " failed: " + e.getMessage(), e);
        }
    }

    private List<String> judge(
            List<Outcome> outcomes, Map<String, String> after, Set<String> images) {
        List<String> wrong = new ArrayList<>();
        Set<String> pointers = new TreeSet<>(before.keySet());
        pointers.addAll(after.keySet());
        outcomes.forEach(outcome -> pointers.add(outcome.operation().pointer()));
        pointers.remove("");
        for (String pointer : pointers) {
            List<Outcome> changes =
                    outcomes.stream()
                            .filter(o -> o.operation().pointer().equals(pointer))
                            .toList();
            String now = after.get(pointer);
            boolean explained =
                    changes.stream().noneMatch(Outcome::certain)
                            && Objects.equals(now, before.get(pointer));
            for (Outcome change : changes) {
                explained |= isLast(change, changes) && explains(change, now);
            }
            if (!explained) {
                wrong.add(pointer + " led to " + before.get(pointer) + " and leads to " + now);
            }
            if (now != null && !images.contains(now)) {
                wrong.add(pointer + " leads to " + now + ", which is not there");
            }
        }
        return wrong;
    }

    private static boolean isLast(Outcome change, List<Outcome> changes) {
        return changes.stream()
                .noneMatch(other -> other.certain() && other.start() > change.end());
    }

    private static boolean explains(Outcome change, @Nullable String now) {
        return change.certain() ? Objects.equals(change.target().orElse(null), now) : now != null;
    }

    private static String threadDump() {
        StringBuilder text = new StringBuilder();
        Thread.getAllStackTraces()
                .forEach(
                        (thread, stack) -> {
                            text.append("\n").append(thread);
                            for (StackTraceElement frame : stack) {
                                text.append("\n    ").append(frame);
                            }
                        });
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<Operation> thread : threads) {
            text.append("\n  ").append(thread.stream().map(Operation::text).toList());
        }
        return text.toString();
    }
}
