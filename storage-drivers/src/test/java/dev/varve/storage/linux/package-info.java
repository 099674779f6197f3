/// Tests of the system calls' own types.
@NullMarked
package dev.varve.storage.linux;

import org.jspecify.annotations.NullMarked;
