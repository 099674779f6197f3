package dev.varve.archive;

import dev.varve.oci.DocumentLimits;

/// What an archive held, and how much of its lists and documents is accepted.
record ArchiveContent(ArchiveFiles files, DocumentLimits documents, ArchiveLimits limits) {}
