/// Tests of this room.
@NullMarked
package dev.varve.daemon.http;

import org.jspecify.annotations.NullMarked;
