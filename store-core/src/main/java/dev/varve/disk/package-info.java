/// Where things lie under the store's root, and the few ways in which files are written durably.
@NullMarked
package dev.varve.disk;

import org.jspecify.annotations.NullMarked;
