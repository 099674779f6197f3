/// The seam, watched.
@NullMarked
package dev.varve.storage.disk;

import org.jspecify.annotations.NullMarked;
