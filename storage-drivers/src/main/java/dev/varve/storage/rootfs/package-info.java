/// Looking into a root file system, and copying files into and out of it, as `docker cp` does.
///
/// Every path is taken inside the root, where it starts and which it never leaves: symbolic links
/// lead where they would lead for a process whose root it is. Nothing here depends on the tree
/// standing still: what is used is reached by descriptor.
@NullMarked
package dev.varve.storage.rootfs;

import org.jspecify.annotations.NullMarked;
