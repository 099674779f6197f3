/// The daemon over its real socket, with a store that is a fake.
@NullMarked
package dev.varve.daemon;

import org.jspecify.annotations.NullMarked;
