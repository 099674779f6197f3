/// Tests of the zfs driver, on zfs-fuse with a pool in a file.
@NullMarked
package dev.varve.storage.zfs;

import org.jspecify.annotations.NullMarked;
