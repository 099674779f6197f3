package dev.varve.storage;

/// One layer of a batch to commit.
///
/// @param key the layer, prepared and filled
/// @param sidecar text of `layer.json` (JSON, UTF-8), stored beside the layer's files so that the
///   layer describes itself; opaque to the driver
public record CommittedLayer(LayerKey key, String sidecar) {}
