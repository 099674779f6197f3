package dev.varve.cli.copy;

/// One side of a copy.
///
/// @param rebase the name that it is to have in the archive instead of its own, "" for its own
record CopyInfo(CopyPath path, boolean exists, boolean isDirectory, String rebase) {}
