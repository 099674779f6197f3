package dev.varve.storage.disk;

/// What a watcher lets become of a step.
public sealed interface Verdict {
    Verdict GO = new Go();

    /// It is made.
    record Go() implements Verdict {}

    /// It is not made, and fails with an error number.
    record Fail(int errno) implements Verdict {}

    /// A flush is not made and success is told, as by a disk that lies; for other verbs the same as
    /// [Go].
    record Lie() implements Verdict {}

    /// Of a write only the first bytes are made, and it fails with an error number. For other verbs
    /// the same as [Fail].
    record Tear(int bytes, int errno) implements Verdict {}
}
