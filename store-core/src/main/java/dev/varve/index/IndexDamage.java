package dev.varve.index;

/// Why the index cannot be used, and the store is shown from one that was made of its other files.
///
/// @param reason what is wrong, for a sentence: "varve.db is missing"
public record IndexDamage(String reason) {
    /// What to do about it.
    public static final String CURE =
            "run 'varve system check --rebuild-index' to make it again from the other files of the"
                    + " store, or stop varved and put back a copy of varve.db";

    /// Why nothing is changed.
    public String refusal() {
        return "the store cannot be changed, since its index is damaged ("
                + reason
                + "); it is shown as its other files tell it: "
                + CURE;
    }
}
