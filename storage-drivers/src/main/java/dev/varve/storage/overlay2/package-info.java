/// Layers as differences that the kernel's overlay stacks, in dockerd's own directory format.
@NullMarked
package dev.varve.storage.overlay2;

import org.jspecify.annotations.NullMarked;
