package dev.varve.storage;

/// @param bytes apparent size of the layer's own files, each inode once
/// @param inodes number of inodes the layer's own files take
public record DiskUsage(long bytes, long inodes) {}
