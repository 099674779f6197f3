package dev.varve.archive;

/// How much of an archive from outside is accepted, beside what [dev.varve.oci.DocumentLimits] says
/// of its documents and the free space of its blobs.
///
/// @param entries of an archive
/// @param images and names in all, in one archive
public record ArchiveLimits(int entries, int images) {
    public static final ArchiveLimits DEFAULT = new ArchiveLimits(100_000, 10_000);

    /// Bytes of an entry's name or of a link's target.
    static final int NAME = 1024;

    /// Bytes of headers that one entry may have: extended headers and long names.
    static final int HEADERS = 4 << 20;

    /// Bytes that may follow the end of the archive; writers fill up blocks of their own size.
    static final int TRAILER = 16 << 20;

    /// Links to links.
    static final int LINKS = 16;
}
