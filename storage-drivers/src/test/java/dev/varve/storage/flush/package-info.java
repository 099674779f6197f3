/// Tests of this room.
@NullMarked
package dev.varve.storage.flush;

import org.jspecify.annotations.NullMarked;
