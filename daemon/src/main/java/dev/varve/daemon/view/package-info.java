/// From the store's records to the JSON that Docker's clients expect, in its key order and by the
/// version that the client speaks. Pure: nothing here asks the store.
@NullMarked
package dev.varve.daemon.view;

import org.jspecify.annotations.NullMarked;
