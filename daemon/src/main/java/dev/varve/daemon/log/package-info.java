/// How the daemon's log looks: one line an event, whatever the text in it.
@NullMarked
package dev.varve.daemon.log;

import org.jspecify.annotations.NullMarked;
