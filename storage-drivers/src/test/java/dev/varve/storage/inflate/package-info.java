@NullMarked
package dev.varve.storage.inflate;

import org.jspecify.annotations.NullMarked;
