/// Tests of this room.
@NullMarked
package dev.varve.daemon.view;

import org.jspecify.annotations.NullMarked;
