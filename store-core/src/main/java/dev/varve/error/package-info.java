/// What can go wrong in the store, as one sealed family of exceptions.
@NullMarked
package dev.varve.error;

import org.jspecify.annotations.NullMarked;
