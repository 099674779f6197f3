/// What the user sees: numbers and tables exactly as docker prints them, progress on a terminal and
/// elsewhere, and the one place where bytes leave for stdout and stderr.
///
/// Text that came from outside (names, labels, history, messages) passes [Escaped] before it can
/// reach a terminal.
@NullMarked
package dev.varve.cli.output;

import org.jspecify.annotations.NullMarked;
