package dev.varve.storage.tar;

/// What was applied.
///
/// @param entries entries of the tar, whiteouts and skipped ones included
/// @param bytes apparent size of its regular files, as dockerd counts a layer for vfs
/// @param linkBytes length of the targets of its symbolic links; with it, `bytes` is what a
///   directory takes that holds the layer alone, unless `replaces`
/// @param replaces whether something was removed for a later entry, so that the bytes of both are
///   in the sums
public record AppliedLayer(long entries, long bytes, long linkBytes, boolean replaces) {}
