package dev.varve.archive;

import dev.varve.content.Spool;
import dev.varve.content.SpooledBlob;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.text.GoQuote;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/// Reads an archive from a stream, in one pass and in whatever order its entries come. Nothing is
/// made under the names in it.
final class ArchiveReader {
    private static final String BLOBS = "blobs/";
    private static final String INVALID_HEADER = "archive/tar: invalid tar header";

    private final Spool spool;
    private final Function<Digest, Optional<Descriptor>> stored;
    private final Function<Digest, Path> storedPath;
    private final ArchiveLimits limits;
    private final ArchiveFiles files = new ArchiveFiles();

    /// @param stored finds a blob that the store has and will keep until this operation ends
    ArchiveReader(
            Spool spool,
            Function<Digest, Optional<Descriptor>> stored,
            Function<Digest, Path> storedPath,
            ArchiveLimits limits) {
        this.spool = spool;
        this.stored = stored;
        this.storedPath = storedPath;
        this.limits = limits;
    }

    /// Reads to the end of the stream; does not close it.
    ArchiveFiles read(SentStream sent) {
        try {
            try (HeaderGuard plain = new HeaderGuard(AnyCompression.decompress(sent));
                    TarArchiveInputStream tar = new TarArchiveInputStream(plain, "UTF-8")) {
                readEntries(tar, plain);
                drain(plain);
            }
            return files;
        } catch (IOException | IllegalArgumentException e) {
            throw new Corrupt("cannot read the archive: " + reason(e), e);
        }
    }

    /// docker's words for what happens most.
    private static String reason(Exception e) {
        String message = String.valueOf(e.getMessage());
        if (e instanceof EOFException || message.startsWith("Truncated TAR")) {
            return "unexpected EOF: it is not complete";
        }
        return message.startsWith("Corrupted TAR") ? INVALID_HEADER : message;
    }

    private void readEntries(TarArchiveInputStream tar, HeaderGuard guard) throws IOException {
        int count = 0;
        guard.allow(ArchiveLimits.HEADERS);
        for (TarArchiveEntry entry = tar.getNextEntry();
                entry != null;
                entry = tar.getNextEntry()) {
            if (!entry.isCheckSumOK()) {
                throw new IOException(INVALID_HEADER);
            }
            if (++count > limits.entries()) {
                throw new Corrupt(
                        "the archive has more entries than the limit of " + limits.entries());
            }
            guard.allow(Long.MAX_VALUE);
            accept(entry, tar);
            tar.transferTo(OutputStream.nullOutputStream());
            guard.allow(ArchiveLimits.HEADERS);
        }
    }

    private void accept(TarArchiveEntry entry, TarArchiveInputStream tar) throws IOException {
        String name = ArchivePath.normalise(entry.getName());
        if (entry.isDirectory() || entry.isGlobalPaxHeader()) {
            return;
        }
        if (entry.isSymbolicLink()) {
            files.addLink(name, ArchivePath.ofLink(name, entry.getLinkName()));
        } else if (entry.isLink()) {
            files.addLink(name, ArchivePath.normalise(entry.getLinkName()));
        } else if (isRegular(entry) && tar.canReadEntryData(entry)) {
            files.add(name, file(name, entry.getSize(), tar));
        } else {
            throw new InvalidArgument(
                    "the archive's entry "
                            + GoQuote.quote(name)
                            + " is neither a file nor a directory nor a link: that has no place"
                            + " in an archive of images");
        }
    }

    private static boolean isRegular(TarArchiveEntry entry) {
        return switch (entry.getLinkFlag()) {
            case TarConstants.LF_OLDNORM,
                    TarConstants.LF_NORMAL,
                    TarConstants.LF_CONTIG,
                    TarConstants.LF_GNUTYPE_SPARSE ->
                    true;
            default -> false;
        };
    }

    private ArchiveFile file(String name, long size, InputStream in) throws IOException {
        Optional<Digest> announced = digestOf(name);
        if (announced.isEmpty()) {
            return spooled(AnyCompression.asLayer(in), Digest.sha256(new byte[0]));
        }
        Digest digest = announced.get();
        Optional<Descriptor> known = stored.apply(digest).filter(d -> d.size() == size);
        if (known.isPresent()) {
            return new ArchiveFile(digest, size, storedPath.apply(digest), Optional.empty());
        }
        ArchiveFile file = spooled(in, digest);
        if (!file.digest().equals(digest)) {
            throw new Corrupt(
                    "the archive's entry "
                            + GoQuote.quote(name)
                            + " is damaged: its bytes have the digest "
                            + file.digest());
        }
        return file;
    }

    private ArchiveFile spooled(InputStream in, Digest like) throws IOException {
        SpooledBlob blob = spool.add(in, like.algorithm(), like.newHash());
        return ArchiveFile.of(blob);
    }

    /// The digest that a file is named after, `blobs/<algorithm>/<hex>`.
    private static Optional<Digest> digestOf(String name) {
        if (!name.startsWith(BLOBS)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Digest.parse(name.substring(BLOBS.length()).replace('/', ':')));
        } catch (InvalidArgument e) {
            return Optional.empty();
        }
    }

    /// What follows the archive is read too, so that the compression's checksum is checked.
    private static void drain(HeaderGuard plain) throws IOException {
        plain.allow(Long.MAX_VALUE);
        byte[] buffer = new byte[1 << 16];
        long trailer = 0;
        int count;
        while ((count = plain.read(buffer)) >= 0) {
            trailer += count;
            if (trailer > ArchiveLimits.TRAILER) {
                throw new IOException(
                        "more than " + ArchiveLimits.TRAILER + " bytes follow its end");
            }
        }
    }
}
