/// Running several things at once so that the first failure ends them all.
@NullMarked
package dev.varve.task;

import org.jspecify.annotations.NullMarked;
