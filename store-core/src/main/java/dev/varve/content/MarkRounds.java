package dev.varve.content;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Sees to it that of all ingests of a store together never more than [#LIMIT] bytes have arrived
/// without a mark, and one piece of each. Who brings more waits for the disk.
///
/// Marks are made in rounds, for all ingests that grow, by a thread of its own while more arrives:
/// a round costs the file system about one commit of its journal, however many ingests it is for.
/// When each ingest was flushed by itself, python:3.11-slim took a hundred flushes and pulls were 4
/// to 5 % slower.
final class MarkRounds {
    /// With what is on its way in connections, that is less than the 8 MiB of which I7 speaks.
    static final long LIMIT = 6 << 20;

    /// A round begins when so much has no mark; what arrives meanwhile has room up to the limit.
    private static final long DUE = 4 << 20;

    private final Set<DurablePrefix> growing = new HashSet<>();
    private boolean running;

    /// Call when bytes have arrived. Waits until there is room for more.
    ///
    /// @throws IOException when the disk has failed to keep what had arrived of this one
    synchronized void arrived(DurablePrefix prefix) throws IOException {
        growing.add(prefix);
        while (unmarked() >= DUE && ahead() > LIMIT) {
            if (!running) {
                start();
            }
            if (unmarked() < LIMIT) {
                break;
            }
            await();
        }
        prefix.requireSound();
    }

    /// Call when no more will arrive, and what has is on the disk or given up.
    synchronized void ended(DurablePrefix prefix) {
        growing.remove(prefix);
        notifyAll();
    }

    private long unmarked() {
        return growing.stream().mapToLong(DurablePrefix::unmarked).sum();
    }

    /// What has no mark yet and what is still to come. When all of that is within the limit, no
    /// mark is needed any more.
    private long ahead() {
        return growing.stream().mapToLong(DurablePrefix::ahead).sum();
    }

    private void start() {
        List<DurablePrefix> round = growing.stream().filter(DurablePrefix::claim).toList();
        if (!round.isEmpty()) {
            running = true;
            // A flush is a call of C, for which a virtual thread would keep a processor from
            // others.
            Thread.ofPlatform().daemon().name("marks").start(() -> run(round));
        }
    }

    private void run(List<DurablePrefix> round) {
        round.forEach(DurablePrefix::beginMark);
        round.forEach(DurablePrefix::endMark);
        synchronized (this) {
            running = false;
            notifyAll();
        }
    }

    /// Its caller asks again in a loop.
    @SuppressWarnings("WaitNotInLoop")
    private void await() throws InterruptedIOException {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the disk");
        }
    }
}
