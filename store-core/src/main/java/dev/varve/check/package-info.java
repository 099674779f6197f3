/// Whether a store is what it says it is: the check that tests and users run, and what is put in
/// order when a daemon starts.
@NullMarked
package dev.varve.check;

import org.jspecify.annotations.NullMarked;
