/// Tests of this room.
@NullMarked
package dev.varve.daemon.log;

import org.jspecify.annotations.NullMarked;
