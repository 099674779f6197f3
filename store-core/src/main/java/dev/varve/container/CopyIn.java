package dev.varve.container;

/// How an archive is copied into a container.
///
/// @param path of a directory there
/// @param keepsKinds whether a directory is never replaced by something else, and nothing else by a
///   directory
/// @param ownedByUser whether everything belongs to the user that the container's config names,
///   rather than to whom the archive says
public record CopyIn(String path, boolean keepsKinds, boolean ownedByUser) {}
