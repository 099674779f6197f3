/// The store stopped at any change of the disk, and what is left.
@NullMarked
package dev.varve.crash;

import org.jspecify.annotations.NullMarked;
