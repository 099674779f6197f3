/// A push, as the mirror image of a pull: what a name leads to goes to a registry as the bytes that
/// the store has, so that every digest stays. Nothing of the store is changed but that the image
/// gets, in one transaction at the end, the digest reference by which the registry now knows it.
@NullMarked
package dev.varve.push;

import org.jspecify.annotations.NullMarked;
