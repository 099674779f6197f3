package dev.varve.storage.tar;

/// What a layer may ask for. Every refusal names the limit and the value.
///
/// @param path bytes of a path or link target
/// @param component bytes of one name in a path
/// @param paxBlock bytes of one extended header, or of a GNU long name
/// @param paxRecords records in one extended header
/// @param digits digits of a number in a PAX record
/// @param xattr bytes of one extended attribute's value
/// @param xattrsTotal bytes of all extended attributes of an entry, names included
/// @param sparseChunks pieces of data in a sparse file
/// @param entries entries of a layer
/// @param bytes apparent size of all files of a layer together
public record TarLimits(
        int path,
        int component,
        int paxBlock,
        int paxRecords,
        int digits,
        int xattr,
        int xattrsTotal,
        int sparseChunks,
        long entries,
        long bytes) {
    public static final TarLimits DEFAULT =
            new TarLimits(
                    4095,
                    255,
                    1 << 20,
                    1000,
                    20,
                    64 << 10,
                    1 << 20,
                    65_536,
                    10_000_000,
                    Long.MAX_VALUE);

    /// The widest that can be set. They hold for layers that the store has accepted already.
    public static final TarLimits WIDEST =
            new TarLimits(
                    4095,
                    255,
                    64 << 20,
                    1000,
                    20,
                    64 << 10,
                    16 << 20,
                    65_536,
                    1_000_000_000,
                    Long.MAX_VALUE);

    /// The same limits where no more than some bytes are free.
    public TarLimits within(long free) {
        return withBytes(Math.min(bytes, free));
    }

    /// The same limits with another bound on a layer's size, such as the space that is free.
    public TarLimits withBytes(long most) {
        return new TarLimits(
                path,
                component,
                paxBlock,
                paxRecords,
                digits,
                xattr,
                xattrsTotal,
                sparseChunks,
                entries,
                most);
    }

    /// Adds an entry's size to that of those before it.
    ///
    /// @throws MalformedLayerException when that is too much
    long add(long before, TarEntry entry) throws MalformedLayerException {
        if (entry.size() > bytes - before) {
            throw MalformedLayerException.limit(
                    entry.name(),
                    "the size of all files up to here",
                    Math.addExact(before, Math.min(entry.size(), Long.MAX_VALUE - before)),
                    bytes);
        }
        return before + entry.size();
    }
}
