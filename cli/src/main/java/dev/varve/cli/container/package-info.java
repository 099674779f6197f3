/// The verbs of `container`, one class each, and the lines that they print. Copying between a
/// container and the local file system is a package of its own, [dev.varve.cli.copy].
@NullMarked
package dev.varve.cli.container;

import org.jspecify.annotations.NullMarked;
