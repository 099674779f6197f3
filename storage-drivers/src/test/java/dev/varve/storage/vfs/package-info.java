/// The vfs driver under test.
@NullMarked
package dev.varve.storage.vfs;

import org.jspecify.annotations.NullMarked;
