package dev.varve.archive;

import dev.varve.content.SpooledBlob;
import dev.varve.disk.DiskFailures;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Digest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A file of an archive, read and hashed.
///
/// @param path where its bytes lie now
/// @param spooled absent when the store had the bytes already
record ArchiveFile(Digest digest, long size, Path path, Optional<SpooledBlob> spooled) {
    static ArchiveFile of(SpooledBlob blob) {
        return new ArchiveFile(blob.digest(), blob.size(), blob.file(), Optional.of(blob));
    }

    /// @param what names the file for the user
    String text(String what, int limit) {
        if (size > limit) {
            throw new Corrupt(what + " has " + size + " bytes, more than the limit of " + limit);
        }
        try {
            return new String(Files.readAllBytes(path), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw DiskFailures.of("read " + what, e);
        }
    }
}
