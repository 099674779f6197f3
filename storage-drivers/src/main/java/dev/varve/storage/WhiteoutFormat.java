package dev.varve.storage;

/// How the whiteouts of a layer tar (`.wh.name`, `.wh..wh..opq`) end up on disk.
public enum WhiteoutFormat {
    /// The tree already holds the parent's files: removed names are deleted, opaque directories
    /// emptied of what the parent had in them (entries of this same layer stay).
    DELETE,
    /// Character device 0:0 and the extended attribute `trusted.overlay.opaque=y`, as the kernel's
    /// overlay wants them.
    OVERLAY,
    /// Character device 0:0 and `user.overlay.opaque=y`, for overlay mounts with `userxattr`.
    OVERLAY_USERXATTR,
    /// The `.wh.` entries are kept as they are, as fuse-overlayfs of dockerd has them.
    AUFS
}
