/// Layers between their compressed blob and the storage driver: decompression, diffIDs, unpacking.
@NullMarked
package dev.varve.layer;

import org.jspecify.annotations.NullMarked;
