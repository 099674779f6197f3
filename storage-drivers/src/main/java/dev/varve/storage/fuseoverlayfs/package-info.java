/// Layers as differences that the program fuse-overlayfs stacks, in dockerd's own directory format.
@NullMarked
package dev.varve.storage.fuseoverlayfs;

import org.jspecify.annotations.NullMarked;
