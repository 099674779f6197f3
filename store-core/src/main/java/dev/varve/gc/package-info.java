/// Everything that makes images and bytes go away: the rm algorithm, prune, and the one collector
/// that deletes.
@NullMarked
package dev.varve.gc;

import org.jspecify.annotations.NullMarked;
