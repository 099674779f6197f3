package dev.varve.storage.disk;

/// Sees every change below one directory before it is made, and decides whether it is. Called from
/// all threads that change something there, and must not change anything there itself, except by
/// ways that do not pass the seam.
public interface DiskWatch {
    Verdict before(Step step);
}
