package dev.varve.storage.disk;

/// A process that ends before its n-th change of the disk: that change and all later ones are not
/// made, whatever clean-up the code tries. A write is made by half.
public final class Death implements DiskWatch {
    /// For counting: more steps than anything takes.
    public static final int NEVER = Integer.MAX_VALUE;

    private static final Verdict GONE = new Verdict.Fail(5);

    private final int at;
    private int steps;
    private String last = "nothing";
    private boolean dead;

    /// @param at the step that is not made, from 1
    public Death(int at) {
        this.at = at;
    }

    @Override
    public synchronized Verdict before(Step step) {
        if (dead) {
            return GONE;
        }
        last = step.toString();
        dead = ++steps >= at;
        if (dead) {
            return step.verb() == Verb.WRITE ? new Verdict.Tear((int) step.length() / 2, 5) : GONE;
        }
        return Verdict.GO;
    }

    /// Ends the process after what it has done.
    public synchronized void now() {
        dead = true;
    }

    public synchronized int steps() {
        return steps;
    }

    public synchronized boolean happened() {
        return dead;
    }

    @Override
    public synchronized String toString() {
        return "step " + steps + ", " + last;
    }
}
