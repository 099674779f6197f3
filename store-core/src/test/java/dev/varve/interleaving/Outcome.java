package dev.varve.interleaving;

/// How an operation ended.
enum Outcome {
    DONE,
    NOT_FOUND,
    CONFLICT,
    /// Its client went away. It has happened or it has not.
    CANCELLED
}
