/// How an operation makes durable what it wrote.
@NullMarked
package dev.varve.storage.flush;

import org.jspecify.annotations.NullMarked;
