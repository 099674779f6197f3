/// What happened to images and containers, as it happens and for a while after.
@NullMarked
package dev.varve.event;

import org.jspecify.annotations.NullMarked;
