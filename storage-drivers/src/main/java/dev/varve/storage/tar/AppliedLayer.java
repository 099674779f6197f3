package dev.varve.storage.tar;

/// What was applied.
///
/// @param entries entries of the tar, whiteouts and skipped ones included
/// @param bytes apparent size of its regular files, as dockerd counts a layer for vfs
public record AppliedLayer(long entries, long bytes) {}
