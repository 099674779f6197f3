/// Layers of which each has a directory that is its whole tree, that of its parents included: what
/// the drivers have in common that make such a directory by a copy (vfs) or a snapshot (btrfs).
///
/// [dev.varve.storage.whole.WholeTrees] keeps the names on disk and what is known of each layer;
/// how a tree is made and deleted is the driver's own.
@NullMarked
package dev.varve.storage.whole;

import org.jspecify.annotations.NullMarked;
