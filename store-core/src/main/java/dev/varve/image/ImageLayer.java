package dev.varve.image;

import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;

/// One position in an image's stack of layers.
///
/// @param chainId the stack up to here
/// @param diffId the layer's uncompressed digest
/// @param size bytes of the unpacked layer alone, apparent size
public record ImageLayer(ChainId chainId, Digest diffId, long size) {}
