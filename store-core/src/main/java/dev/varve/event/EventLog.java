package dev.varve.event;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/// The last events of this daemon and those who follow them. Publishing never waits and never
/// fails, whatever the followers do: one that leaves too many events untaken is ended.
public final class EventLog implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EventLog.class);
    private static final int KEPT = 256;

    private final Deque<Event> last = new ArrayDeque<>();
    private final Set<EventFollower> followers = new HashSet<>();
    private boolean closed;

    /// Tells an event to whoever follows. Call it when what happened lasts, after the commit.
    public void publish(Event event) {
        List<EventFollower> behind = new ArrayList<>();
        synchronized (this) {
            if (last.size() == KEPT) {
                last.removeFirst();
            }
            last.addLast(event);
            followers.removeIf(follower -> !follower.offer(event) && behind.add(follower));
        }
        for (EventFollower follower : behind) {
            log.warn(
                    "a follower of the events is cut off: it has left {} of them unread",
                    EventFollower.MAX_WAITING);
            follower.cut();
        }
    }

    /// The events of the past that are still known, oldest first; 256 at most.
    public synchronized List<Event> past() {
        return List.copyOf(last);
    }

    /// Follows the events from now on, after those of the past that are still known, each once and
    /// in order.
    ///
    /// @param since from when on events of the past come too
    /// @param wanted the events to get
    /// @param onCut runs, on some other thread, when the follower is ended in the middle because it
    ///   left too much unread, also when the log is closed before it has caught up
    public synchronized EventFollower follow(
            Instant since, Predicate<Event> wanted, Runnable onCut) {
        EventFollower follower = new EventFollower(this, wanted, onCut);
        last.stream().filter(e -> !e.time().isBefore(since)).forEach(follower::offer);
        if (closed) {
            follower.end();
        } else {
            followers.add(follower);
        }
        return follower;
    }

    /// How many follow now.
    public synchronized int followers() {
        return followers.size();
    }

    synchronized void leave(EventFollower follower) {
        followers.remove(follower);
    }

    /// Ends all followers, those to come too. Events may still be published.
    @Override
    public void close() {
        List<EventFollower> left;
        synchronized (this) {
            closed = true;
            left = List.copyOf(followers);
            followers.clear();
        }
        for (EventFollower follower : left) {
            if (follower.end()) {
                follower.cut();
            }
        }
    }
}
