package dev.varve.archive;

/// How much of an archive from outside is accepted, beside what [dev.varve.oci.Limits] says of its
/// documents and the free space of its blobs.
final class ArchiveLimits {
    static final int ENTRIES = 100_000;

    /// Bytes of an entry's name or of a link's target.
    static final int NAME = 1024;

    /// Bytes of headers that one entry may have: extended headers and long names.
    static final int HEADERS = 4 << 20;

    /// Bytes that may follow the end of the archive; writers fill up blocks of their own size.
    static final int TRAILER = 16 << 20;

    /// Links to links.
    static final int LINKS = 16;

    /// Images, and names in all, in one archive.
    static final int IMAGES = 10_000;

    private ArchiveLimits() {}
}
