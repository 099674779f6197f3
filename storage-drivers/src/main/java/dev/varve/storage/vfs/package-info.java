/// Layers as full copies: slow and large, and it works on every file system.
@NullMarked
package dev.varve.storage.vfs;

import org.jspecify.annotations.NullMarked;
