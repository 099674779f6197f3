package dev.varve.storage.tar;

import dev.varve.storage.linux.FileTimes;

import java.util.List;
import java.util.Map;

/// One entry, with extended headers, long names and sparse maps already applied.
///
/// @param name as in the tar, raw
/// @param mode permission, setuid, setgid and sticky bits
/// @param uid unsigned 32 bits, so is `gid`
/// @param size apparent size of a regular file, 0 for everything else
/// @param device as `makedev` packs it
/// @param xattrs by full name, which is text by the PAX rules
/// @param chunks where the data of a sparse file goes; empty for a file without holes
@SuppressWarnings("ArrayRecordComponent") // raw names; never compared or changed
record TarEntry(
        byte[] name,
        EntryKind kind,
        byte[] linkName,
        int mode,
        int uid,
        int gid,
        long size,
        long device,
        FileTimes times,
        Map<String, byte[]> xattrs,
        List<SparseChunk> chunks,
        boolean sparse) {
    TarEntry ownedBy(Owner owner) {
        return new TarEntry(
                name,
                kind,
                linkName,
                mode,
                owner.uid(),
                owner.gid(),
                size,
                device,
                times,
                xattrs,
                chunks,
                sparse);
    }

    /// An entry without holes.
    static TarEntry whole(
            byte[] name,
            EntryKind kind,
            byte[] linkName,
            int mode,
            int uid,
            int gid,
            long size,
            long device,
            FileTimes times,
            Map<String, byte[]> xattrs) {
        return new TarEntry(
                name, kind, linkName, mode, uid, gid, size, device, times, xattrs, List.of(),
                false);
    }
}
