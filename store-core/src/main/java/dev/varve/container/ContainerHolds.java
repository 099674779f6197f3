package dev.varve.container;

import dev.varve.error.StoreException.Cancelled;
import dev.varve.error.StoreException.Conflict;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Who works on which container. Any number may read and write files in one at the same time; who
/// mounts, unmounts or removes it has it alone. That one waits a while for the others and then
/// gives up, so that a reader who has stopped reading holds nobody up for good.
final class ContainerHolds {
    /// Ends when it is closed.
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    private static final class Users {
        int count;
        boolean alone;
        int waiting;
    }

    private final Duration patience;
    private final Map<String, Users> held = new HashMap<>();

    ContainerHolds(Duration patience) {
        this.patience = patience;
    }

    /// @param verb for the message, "export container web"
    synchronized Hold together(String id, String verb) {
        Users users = await(id, verb, false);
        users.count++;
        return () -> release(id, false);
    }

    synchronized Hold alone(String id, String verb) {
        Users users = await(id, verb, true);
        users.alone = true;
        return () -> release(id, true);
    }

    private Users await(String id, String verb, boolean alone) {
        Users users = held.computeIfAbsent(id, i -> new Users());
        users.waiting++;
        long end = System.nanoTime() + patience.toNanos();
        boolean granted = false;
        try {
            while (users.alone || (alone && users.count > 0)) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    throw new Conflict(
                            "cannot "
                                    + verb
                                    + ": another request is still working on it ("
                                    + (users.alone
                                            ? "mount, unmount or removal"
                                            : "export, copy, diff or commit")
                                    + "); end that one or try again later");
                }
                wait(left);
            }
            granted = true;
            return users;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Cancelled("interrupted while waiting to " + verb);
        } finally {
            users.waiting--;
            if (!granted) {
                forgetIfIdle(id, users);
            }
        }
    }

    private synchronized void release(String id, boolean alone) {
        Users users = held.get(id);
        if (users != null) {
            if (alone) {
                users.alone = false;
            } else {
                users.count--;
            }
            forgetIfIdle(id, users);
            notifyAll();
        }
    }

    private void forgetIfIdle(String id, Users users) {
        if (users.count == 0 && !users.alone && users.waiting == 0) {
            held.remove(id);
        }
    }
}
