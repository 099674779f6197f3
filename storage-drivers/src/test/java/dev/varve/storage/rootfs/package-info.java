/// Tests of what is done inside a root file system: looking, archives out, archives in.
@NullMarked
package dev.varve.storage.rootfs;

import org.jspecify.annotations.NullMarked;
