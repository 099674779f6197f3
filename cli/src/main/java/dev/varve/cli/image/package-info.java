/// The verbs of `image`, one class each, and the lines that they print.
@NullMarked
package dev.varve.cli.image;

import org.jspecify.annotations.NullMarked;
