package dev.varve.storage.disk;

/// The kinds of change.
public enum Verb {
    /// Opening a file so that it may be made or emptied.
    CREATE,
    WRITE,
    TRUNCATE,
    /// Taking room for a file.
    ALLOCATE,
    MKDIR,
    MKNOD,
    SYMLINK,
    LINK,
    RENAME,
    /// Of a file or of an empty directory.
    UNLINK,
    CHMOD,
    CHOWN,
    TIMES,
    XATTR,
    /// Makes one file, or the names in one directory, durable.
    FSYNC,
    /// Makes a file system durable.
    SYNCFS,
    MOUNT,
    UNMOUNT,
    /// A request to a file system or device, such as making a subvolume.
    IOCTL,
    /// A program that changes the disk.
    RUN,
    /// A transaction of the index becomes durable.
    COMMIT
}
