package dev.varve;

import dev.varve.archive.ArchiveLimits;
import dev.varve.oci.DocumentLimits;
import dev.varve.storage.tar.TarLimits;

/// How much a store accepts of what comes in from registries and archives.
public record StoreLimits(DocumentLimits documents, TarLimits layers, ArchiveLimits archives) {
    public static final StoreLimits DEFAULT =
            new StoreLimits(DocumentLimits.DEFAULT, TarLimits.DEFAULT, ArchiveLimits.DEFAULT);
}
