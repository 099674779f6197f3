package dev.varve.storage.tar;

/// A run of data in a sparse file; what lies between two runs is a hole.
record SparseChunk(long offset, long length) {}
