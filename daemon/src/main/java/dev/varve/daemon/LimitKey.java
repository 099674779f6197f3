package dev.varve.daemon;

import dev.varve.archive.ArchiveLimits;
import dev.varve.oci.DocumentLimits;
import dev.varve.storage.tar.TarLimits;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/// What can be set in the object `limits` of the configuration file, and how far. What a kernel or
/// a format bounds, such as the length of a path, can only be narrowed.
enum LimitKey {
    MANIFEST_BYTES(1 << 10, documents(DocumentLimits::manifestBytes)),
    CONFIG_BYTES(1 << 10, documents(DocumentLimits::configBytes)),
    LAYERS(1, documents(DocumentLimits::layers)),
    INDEX_ENTRIES(1, documents(DocumentLimits::indexEntries)),
    INDEX_DEPTH(1, documents(DocumentLimits::indexDepth)),
    LAYER_BYTES(1, layers(TarLimits::bytes)),
    LAYER_ENTRIES(1, layers(TarLimits::entries)),
    PATH_BYTES(1, layers(TarLimits::path)),
    NAME_BYTES(1, layers(TarLimits::component)),
    PAX_BYTES(1 << 10, layers(TarLimits::paxBlock)),
    XATTR_BYTES(1, layers(TarLimits::xattr)),
    XATTRS_BYTES(1, layers(TarLimits::xattrsTotal)),
    ARCHIVE_ENTRIES(1, archives(ArchiveLimits::entries)),
    ARCHIVE_IMAGES(1, archives(ArchiveLimits::images)),
    REQUEST_BYTES(64 << 10, DaemonLimits::requestBytes);

    private final long least;
    private final long most;
    private final long standard;

    LimitKey(long least, ToLongFunction<DaemonLimits> value) {
        this.least = least;
        this.most = value.applyAsLong(DaemonLimits.WIDEST);
        this.standard = value.applyAsLong(DaemonLimits.DEFAULT);
    }

    private static ToLongFunction<DaemonLimits> documents(ToLongFunction<DocumentLimits> value) {
        return limits -> value.applyAsLong(limits.store().documents());
    }

    private static ToLongFunction<DaemonLimits> layers(ToLongFunction<TarLimits> value) {
        return limits -> value.applyAsLong(limits.store().layers());
    }

    private static ToLongFunction<DaemonLimits> archives(ToLongFunction<ArchiveLimits> value) {
        return limits -> value.applyAsLong(limits.store().archives());
    }

    static Optional<LimitKey> ofFileKey(String text) {
        return Arrays.stream(values()).filter(key -> key.fileKey().equals(text)).findFirst();
    }

    String fileKey() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    long least() {
        return least;
    }

    long most() {
        return most;
    }

    long standard() {
        return standard;
    }
}
