/// What the build leaves for the running daemon to tell.
@NullMarked
package dev.varve.daemon.build;

import org.jspecify.annotations.NullMarked;
