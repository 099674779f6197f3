/// The contract of all storage drivers, and what its tests look at trees with.
@NullMarked
package dev.varve.storage;

import org.jspecify.annotations.NullMarked;
