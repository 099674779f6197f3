/// What all verbs share: [Verb] is what they have in common, [Session] is all that a verb may
/// touch, and the rest are pieces that several of them use.
///
/// A verb declares its options, asks the daemon through the session and prints. Nothing here ends
/// the program: a verb returns an exit code or throws a [dev.varve.cli.exit.Failure].
@NullMarked
package dev.varve.cli.command;

import org.jspecify.annotations.NullMarked;
