/// The btrfs driver under test.
@NullMarked
package dev.varve.storage.btrfs;

import org.jspecify.annotations.NullMarked;
