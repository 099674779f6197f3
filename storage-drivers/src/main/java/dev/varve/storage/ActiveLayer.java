package dev.varve.storage;

import java.nio.file.Path;

/// A prepared layer that is being filled.
///
/// @param key the layer
/// @param root the directory to put entries into; for drivers whose layers are not independent it
///   already holds the parent's tree. Exists, owner 0:0, mode 0755 unless the parent says otherwise
/// @param whiteouts how a removed name is written down in `root`
public record ActiveLayer(LayerKey key, Path root, WhiteoutFormat whiteouts) {}
