package dev.varve.crash;

import dev.varve.storage.disk.DiskWatch;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;

import org.jspecify.annotations.Nullable;

import java.util.Set;

/// A disk on which one change fails, the n-th, and no other. Of a write, half is made.
final class Failure implements DiskWatch {
    private static final Set<Verb> REMOVALS = Set.of(Verb.UNLINK, Verb.UNMOUNT);

    private final int at;
    private final int errno;
    private int steps;
    private @Nullable Step failed;

    Failure(int at, int errno) {
        this.at = at;
        this.errno = errno;
    }

    @Override
    public synchronized Verdict before(Step step) {
        if (++steps != at) {
            return Verdict.GO;
        }
        failed = step;
        return step.verb() == Verb.WRITE
                ? new Verdict.Tear((int) step.length() / 2, errno)
                : new Verdict.Fail(errno);
    }

    /// Whether what failed takes something away: a name, a mount, or a layer that is moved out of
    /// sight.
    synchronized boolean isRemoval() {
        return failed != null
                && (REMOVALS.contains(failed.verb()) || failed.detail().contains("/removing-"));
    }

    synchronized String step() {
        return String.valueOf(failed);
    }
}
