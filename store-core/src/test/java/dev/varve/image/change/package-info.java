/// Changes as docker reads them.
@NullMarked
package dev.varve.image.change;

import org.jspecify.annotations.NullMarked;
