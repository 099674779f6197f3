package dev.varve.check;

import dev.varve.disk.StoreLayout;
import dev.varve.index.BlobTable;
import dev.varve.index.Index;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Whether the files of blobs are there and whole.
record BlobsCheck(StoreLayout layout, Index index, Contents contents, Findings findings) {
    /// @param read whose content is hashed
    /// @return those that are of no use
    Set<Digest> run(Predicate<Descriptor> read) throws IOException {
        Set<Digest> damaged = new HashSet<>();
        for (Descriptor blob : contents.blobs().values()) {
            Optional<String> flaw = flaw(blob, read.test(blob));
            if (flaw.isPresent() && index.read(t -> new BlobTable(t).contains(blob.digest()))) {
                findings.damaged(blob.digest(), flaw.get());
                damaged.add(blob.digest());
            }
        }
        return damaged;
    }

    private Optional<String> flaw(Descriptor blob, boolean read) {
        Path file = layout.blob(blob.digest());
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.of("the index names this blob and its file is missing");
            }
            if (Files.size(file) != blob.size()) {
                return Optional.of("the file has another size than the index says");
            }
            if (read) {
                findings.blobsRead++;
                if (!digestOf(file, blob.digest()).equals(blob.digest())) {
                    return Optional.of("the file's content does not fit its digest");
                }
                findings.sound(blob.digest());
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.of("the index names this blob and its file is missing");
        } catch (IOException e) {
            return Optional.of("the file cannot be read: " + e.getMessage());
        }
    }

    private static Digest digestOf(Path file, Digest expected) throws IOException {
        MessageDigest hash = expected.newHash();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Digest.of(expected.algorithm(), hash.digest());
    }
}
