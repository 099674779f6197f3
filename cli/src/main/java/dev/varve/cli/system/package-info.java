/// The verbs of `system`, and those of the program about the daemon and itself.
@NullMarked
package dev.varve.cli.system;

import org.jspecify.annotations.NullMarked;
