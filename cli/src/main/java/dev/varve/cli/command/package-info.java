/// The verbs, one class each: [Verb] is what they have in common, [Verbs] finds the one that was
/// named, [Session] is all that a verb may touch.
///
/// A verb declares its options, asks the daemon through the session's client and prints. Nothing
/// here ends the program: a verb returns an exit code or throws a [dev.varve.cli.exit.Failure].
@NullMarked
package dev.varve.cli.command;

import org.jspecify.annotations.NullMarked;
