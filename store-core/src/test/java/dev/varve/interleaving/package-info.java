/// Operations that run at once, against a model that knows all orders in which they could have run
/// one after the other.
@NullMarked
package dev.varve.interleaving;

import org.jspecify.annotations.NullMarked;
