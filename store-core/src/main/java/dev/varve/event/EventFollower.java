package dev.varve.event;

import dev.varve.error.StoreException.Cancelled;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/// The events that one follower has yet to take. For one thread that takes; close it from any.
public final class EventFollower implements AutoCloseable {
    static final int MAX_WAITING = 1024;

    private final EventLog log;
    private final Predicate<Event> wanted;
    private final Runnable onCut;
    private final Queue<Event> waiting = new ArrayDeque<>();
    private boolean ended;
    private boolean cut;

    EventFollower(EventLog log, Predicate<Event> wanted, Runnable onCut) {
        this.log = log;
        this.wanted = wanted;
        this.onCut = onCut;
    }

    /// The next event; waits for it. Empty when the follower or the log was closed, or when none
    /// came in time. Throws [Cancelled] when events were lost because too many waited.
    ///
    /// @param atMost how long to wait; empty for as long as it takes
    public synchronized Optional<Event> next(Optional<Duration> atMost)
            throws InterruptedException {
        long end = System.nanoTime() + atMost.map(Duration::toNanos).orElse(0L);
        while (waiting.isEmpty() && !ended) {
            if (atMost.isEmpty()) {
                wait();
                continue;
            }
            long left = end - System.nanoTime();
            if (left <= 0) {
                return Optional.empty();
            }
            // Never 0, which would wait for ever.
            wait(left / 1_000_000 + 1);
        }
        if (cut) {
            throw new Cancelled("events were lost because the follower did not take them");
        }
        return Optional.ofNullable(waiting.poll());
    }

    /// Adds an event if it is wanted.
    ///
    /// @return false when there was no room, and the follower is ended
    synchronized boolean offer(Event event) {
        if (!wanted.test(event)) {
            return true;
        }
        if (waiting.size() == MAX_WAITING) {
            end();
            cut = true;
            return false;
        }
        waiting.add(event);
        notifyAll();
        return true;
    }

    /// No more events come after those that wait.
    ///
    /// @return whether any wait
    synchronized boolean end() {
        ended = true;
        notifyAll();
        return !waiting.isEmpty();
    }

    void cut() {
        synchronized (this) {
            cut = true;
            notifyAll();
        }
        onCut.run();
    }

    @Override
    public void close() {
        log.leave(this);
        synchronized (this) {
            waiting.clear();
            end();
        }
    }
}
