/// The overlay2 driver under test.
@NullMarked
package dev.varve.storage.overlay2;

import org.jspecify.annotations.NullMarked;
