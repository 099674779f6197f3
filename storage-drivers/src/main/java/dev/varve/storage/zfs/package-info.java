/// Layers as ZFS datasets, made and removed through the commands `zfs` and `zpool`, and mounted by
/// ZFS itself: so that it works with OpenZFS and with zfs-fuse alike.
///
/// [dev.varve.storage.zfs.ZfsDriver] says what lies where and in which order it is written.
@NullMarked
package dev.varve.storage.zfs;

import org.jspecify.annotations.NullMarked;
