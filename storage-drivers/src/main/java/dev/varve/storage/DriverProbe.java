package dev.varve.storage;

/// Whether a driver can run on a root directory here, found out by doing it (a real mount in a
/// temporary directory).
public sealed interface DriverProbe {
    record Usable() implements DriverProbe {}

    /// @param reason what was tried and what the kernel or program said, in one sentence
    record Unusable(String reason) implements DriverProbe {}
}
