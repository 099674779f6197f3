/// Tests of fuse-overlayfs, with the real program.
@NullMarked
package dev.varve.storage.fuseoverlayfs;

import org.jspecify.annotations.NullMarked;
