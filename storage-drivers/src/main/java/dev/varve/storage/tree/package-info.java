/// Walks over directory trees by descriptor and raw name: remove, measure, copy.
///
/// None of them follows a symbolic link, and each holds at most one descriptor a level.
@NullMarked
package dev.varve.storage.tree;

import org.jspecify.annotations.NullMarked;
