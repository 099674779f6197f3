package dev.varve.storage.tar;

/// Who owns a file.
///
/// @param uid unsigned 32 bits, so is `gid`
public record Owner(int uid, int gid) {}
