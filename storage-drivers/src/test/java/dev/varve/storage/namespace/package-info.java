/// The drivers without root, in a user namespace.
@NullMarked
package dev.varve.storage.namespace;

import org.jspecify.annotations.NullMarked;
