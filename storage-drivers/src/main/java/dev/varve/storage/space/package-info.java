/// How much room a file system has, and how to take some.
@NullMarked
package dev.varve.storage.space;

import org.jspecify.annotations.NullMarked;
