package dev.varve.daemon;

import dev.varve.StoreLimits;
import dev.varve.archive.ArchiveLimits;
import dev.varve.oci.DocumentLimits;
import dev.varve.storage.tar.TarLimits;

import java.util.Map;

/// How much the daemon accepts of what comes in.
///
/// @param store from registries and archives
/// @param requestBytes of a request's body that is taken in as a whole
public record DaemonLimits(StoreLimits store, int requestBytes) {
    public static final DaemonLimits DEFAULT = new DaemonLimits(StoreLimits.DEFAULT, 4 << 20);

    /// The widest that can be set.
    static final DaemonLimits WIDEST =
            new DaemonLimits(
                    new StoreLimits(
                            DocumentLimits.WIDEST,
                            TarLimits.WIDEST,
                            new ArchiveLimits(10_000_000, 1_000_000)),
                    64 << 20);

    /// The defaults but for what was set.
    ///
    /// @param set each within the bounds of its key
    static DaemonLimits of(Map<LimitKey, Long> set) {
        DocumentLimits documents =
                new DocumentLimits(
                        small(set, LimitKey.MANIFEST_BYTES),
                        small(set, LimitKey.CONFIG_BYTES),
                        small(set, LimitKey.LAYERS),
                        small(set, LimitKey.INDEX_ENTRIES),
                        small(set, LimitKey.INDEX_DEPTH));
        TarLimits standard = TarLimits.DEFAULT;
        TarLimits layers =
                new TarLimits(
                        small(set, LimitKey.PATH_BYTES),
                        small(set, LimitKey.NAME_BYTES),
                        small(set, LimitKey.PAX_BYTES),
                        standard.paxRecords(),
                        standard.digits(),
                        small(set, LimitKey.XATTR_BYTES),
                        small(set, LimitKey.XATTRS_BYTES),
                        standard.sparseChunks(),
                        value(set, LimitKey.LAYER_ENTRIES),
                        value(set, LimitKey.LAYER_BYTES));
        ArchiveLimits archives =
                new ArchiveLimits(
                        small(set, LimitKey.ARCHIVE_ENTRIES), small(set, LimitKey.ARCHIVE_IMAGES));
        return new DaemonLimits(
                new StoreLimits(documents, layers, archives), small(set, LimitKey.REQUEST_BYTES));
    }

    private static int small(Map<LimitKey, Long> set, LimitKey key) {
        return Math.toIntExact(value(set, key));
    }

    private static long value(Map<LimitKey, Long> set, LimitKey key) {
        return set.getOrDefault(key, key.standard());
    }
}
