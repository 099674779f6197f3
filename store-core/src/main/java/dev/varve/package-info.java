/// The store as a whole: [dev.varve.Engine] opens a root and wires the rooms together.
@NullMarked
package dev.varve;

import org.jspecify.annotations.NullMarked;
