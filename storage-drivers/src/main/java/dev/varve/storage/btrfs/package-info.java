/// Layers as subvolumes and snapshots of a btrfs: made and removed in one step each, whatever their
/// size.
@NullMarked
package dev.varve.storage.btrfs;

import org.jspecify.annotations.NullMarked;
