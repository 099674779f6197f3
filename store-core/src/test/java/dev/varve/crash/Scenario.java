package dev.varve.crash;

import java.io.IOException;

/// An operation that is stopped at every step.
///
/// @param name what the user would call it
/// @param prepare brings an open, empty store to where the operation starts; done once
/// @param before what has to happen in the store anew each time, such as a mount
/// @param run the operation; again after it was done, it may say that there is nothing to do
record Scenario(String name, Work prepare, Work before, Work run) {
    /// Something to do with an open store.
    interface Work {
        void on(CrashStore store) throws IOException;
    }

    static final Work NOTHING = _ -> {};

    static Scenario of(String name, Work prepare, Work run) {
        return new Scenario(name, prepare, NOTHING, run);
    }

    @Override
    public String toString() {
        return name;
    }
}
