/// Pins the wire records to the JSON that dockerd writes and its clients read.
@NullMarked
package dev.varve.api;

import org.jspecify.annotations.NullMarked;
