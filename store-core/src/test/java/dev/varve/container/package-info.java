/// Tests of containers without a store.
@NullMarked
package dev.varve.container;

import org.jspecify.annotations.NullMarked;
