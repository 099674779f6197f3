/// Pulling an image: from a reference to verified blobs, unpacked layers and a name.
@NullMarked
package dev.varve.pull;

import org.jspecify.annotations.NullMarked;
