package dev.varve.task;

import dev.varve.error.StoreException.Cancelled;

import org.jspecify.annotations.Nullable;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/// Tasks that belong together. The first that fails interrupts the others, and its failure is the
/// group's. No task outlives [#close].
public final class TaskGroup implements AutoCloseable {
    /// Something to do that may fail in any way.
    public interface Task {
        void run() throws Exception;
    }

    private final Executor executor;
    private final Set<Thread> threads = new HashSet<>();
    private int unfinished;
    private @Nullable Throwable failure;

    public TaskGroup(Executor executor) {
        this.executor = executor;
    }

    /// Starts a task, unless the group has failed.
    public synchronized void fork(Task task) {
        if (failure != null) {
            return;
        }
        unfinished++;
        try {
            executor.execute(() -> run(task));
        } catch (RuntimeException e) {
            unfinished--;
            throw e;
        }
    }

    private void run(Task task) {
        try {
            if (enter()) {
                task.run();
            }
        } catch (Throwable e) {
            fail(e);
        } finally {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (failure != null) {
            return false;
        }
        threads.add(Thread.currentThread());
        return true;
    }

    private synchronized void leave() {
        threads.remove(Thread.currentThread());
        // The thread goes back to its pool: an interrupt meant for this task must not reach the
        // next.
        boolean _ = Thread.interrupted();
        unfinished--;
        notifyAll();
    }

    /// Makes the group fail from outside, for instance because the caller went away.
    public synchronized void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
            threads.forEach(Thread::interrupt);
        }
    }

    public synchronized boolean hasFailed() {
        return failure != null;
    }

    /// Waits for all tasks.
    ///
    /// @throws Exception the first failure, as it was thrown
    public void join() throws Exception {
        awaitAll();
        Throwable cause;
        synchronized (this) {
            cause = failure;
        }
        if (cause instanceof Exception exception) {
            throw exception;
        }
        if (cause instanceof Error error) {
            throw error;
        }
    }

    private synchronized void awaitAll() {
        boolean interrupted = false;
        while (unfinished > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
                fail(new Cancelled("the operation was interrupted"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Interrupts what still runs and waits for its end.
    @Override
    public void close() {
        fail(new Cancelled("the operation has ended"));
        awaitAll();
    }
}
