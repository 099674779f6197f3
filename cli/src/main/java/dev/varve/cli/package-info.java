/// The command line: finds the verb, parses its options, and turns every end into an exit code.
///
/// Built to start fast: only the chosen verb's options are declared, without annotations, and
/// neither logging nor reflection is touched on the way to the daemon.
@NullMarked
package dev.varve.cli;

import org.jspecify.annotations.NullMarked;
