/// How a command ends: the exit codes, the one mapping onto them, and the exception that carries
/// one.
@NullMarked
package dev.varve.cli.exit;

import org.jspecify.annotations.NullMarked;
