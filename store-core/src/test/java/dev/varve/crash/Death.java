package dev.varve.crash;

import dev.varve.storage.disk.DiskWatch;
import dev.varve.storage.disk.Step;
import dev.varve.storage.disk.Verb;
import dev.varve.storage.disk.Verdict;

import java.util.ArrayList;
import java.util.List;

/// A process that ends before its n-th change of the disk: that change and all later ones, of every
/// thread, are not made, whatever clean-up the code tries. A write is made by half.
final class Death implements DiskWatch {
    /// For counting: more steps than anything takes.
    static final int NEVER = Integer.MAX_VALUE;

    private static final Verdict GONE = new Verdict.Fail(5);

    private final int at;
    private final List<Step> steps = new ArrayList<>();
    private boolean dead;

    /// @param at the step that is not made, from 1
    Death(int at) {
        this.at = at;
    }

    @Override
    public synchronized Verdict before(Step step) {
        if (dead) {
            return GONE;
        }
        steps.add(step);
        if (steps.size() < at) {
            return Verdict.GO;
        }
        dead = true;
        return step.verb() == Verb.WRITE ? new Verdict.Tear((int) step.length() / 2, 5) : GONE;
    }

    /// Ends the process after what it has done, if it has not ended yet.
    synchronized void now() {
        dead = true;
    }

    synchronized int steps() {
        return steps.size();
    }

    /// The change that was not made.
    synchronized String last() {
        return steps.isEmpty() ? "nothing" : steps.getLast().toString();
    }
}
