/// Mends what a check has found damaged.
@NullMarked
package dev.varve.repair;

import org.jspecify.annotations.NullMarked;
