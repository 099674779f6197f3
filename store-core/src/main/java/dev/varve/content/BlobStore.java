package dev.varve.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.disk.AtomicFiles;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException.Corrupt;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.flush.FileSystemFlush;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The files under `blobs/` and `ingest/`. Which of them count is for the index to say: a blob is
/// in the store when it has a row there.
public final class BlobStore {
    private final StoreLayout layout;
    private final KeyedLocks<Digest> ingesting = new KeyedLocks<>();
    private final MarkRounds rounds = new MarkRounds();

    public BlobStore(StoreLayout layout) {
        this.layout = layout;
    }

    /// Starts or goes on with bringing a blob in. Waits while another thread ingests the same
    /// digest.
    public Ingest ingest(Descriptor descriptor) throws IOException {
        Runnable unlock = ingesting.lock(descriptor.digest());
        boolean opened = false;
        try {
            Ingest ingest =
                    Ingest.open(descriptor, layout.ingest(descriptor.digest()), rounds, unlock);
            opened = true;
            return ingest;
        } finally {
            if (!opened) {
                unlock.run();
            }
        }
    }

    /// Ingests text that is at hand and already known to fit its descriptor.
    public void ingestText(Descriptor descriptor, String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        try (Ingest ingest = ingest(descriptor)) {
            int there = (int) ingest.received();
            ingest.append(bytes, there, bytes.length - there);
            ingest.finish();
        }
    }

    /// How many bytes of a blob an earlier transfer has left.
    public long ingested(Digest digest) throws IOException {
        Path file = layout.ingest(digest);
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /// Makes finished ingests durable, see [#publish]. For one operation, which opens it before it
    /// writes anything.
    public FileSystemFlush openFlush() throws IOException {
        return FileSystemFlush.of(layout.ingests());
    }

    /// Moves finished ingests, which were flushed, to their place. Call inside the index's writing
    /// transaction that names them, so that no deletion comes between, and [#flushNames] after it.
    ///
    /// @param moved is told each blob that was moved and where it was, also when this fails
    public void publish(Collection<Descriptor> blobs, Map<Digest, Path> moved) throws IOException {
        for (Descriptor blob : blobs) {
            Path source = layout.ingest(blob.digest());
            Path target = layout.blob(blob.digest());
            try {
                Disk.move(source, target, StandardCopyOption.ATOMIC_MOVE);
                moved.put(blob.digest(), source);
            } catch (NoSuchFileException e) {
                if (!Files.exists(target)) {
                    throw e;
                }
            }
        }
    }

    /// Moves spooled bytes, which were flushed, to their place as blobs. Call it as [#publish].
    public void publish(Map<Digest, SpooledBlob> blobs, Map<Digest, Path> moved)
            throws IOException {
        for (Map.Entry<Digest, SpooledBlob> blob : blobs.entrySet()) {
            Path target = layout.blob(blob.getKey());
            Disk.move(blob.getValue().file(), target, StandardCopyOption.ATOMIC_MOVE);
            moved.put(blob.getKey(), blob.getValue().file());
        }
    }

    /// Makes the names of blobs durable that were published.
    public void flushNames(Collection<Digest> blobs) throws IOException {
        for (String algorithm : blobs.stream().map(Digest::algorithm).distinct().toList()) {
            AtomicFiles.syncDirectory(layout.blobs(algorithm));
        }
    }

    /// Undoes [#publish] for a blob that the index has no row of. Call inside a writing transaction
    /// of the index that has seen to that.
    ///
    /// @param from where it was; when something is there again, the blob is deleted
    public void takeBack(Digest digest, Path from) throws IOException {
        if (Files.exists(from)) {
            delete(digest);
        } else {
            Disk.move(layout.blob(digest), from, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /// Where the bytes of a blob lie.
    public Path path(Digest digest) {
        return layout.blob(digest);
    }

    /// Whether a blob that the index names lies there in its full length. Its content is not read.
    public boolean isWhole(Descriptor blob) {
        try {
            return Files.size(layout.blob(blob.digest())) == blob.size();
        } catch (IOException e) {
            return false;
        }
    }

    /// As [#readText], empty for a document that is missing or damaged.
    public Optional<String> findText(Digest digest) {
        try {
            return Optional.of(readText(digest));
        } catch (Corrupt e) {
            return Optional.empty();
        }
    }

    /// Reads a manifest, index or config and checks it against its digest.
    public String readText(Digest digest) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(layout.blob(digest));
        } catch (IOException e) {
            throw new Corrupt(
                    "cannot read blob "
                            + digest
                            + " of the store: "
                            + e.getMessage()
                            + "; pull the image again to repair it",
                    e);
        }
        if (!Digest.of(digest.algorithm(), digest.newHash().digest(bytes)).equals(digest)) {
            throw new Corrupt(
                    "blob "
                            + digest
                            + " of the store is damaged: its content does not fit its digest; pull"
                            + " the image again to repair it");
        }
        return new String(bytes, UTF_8);
    }

    /// Deletes the file of a blob that the index no longer has. One that is not there is no error.
    public void delete(Digest digest) throws IOException {
        Disk.deleteIfExists(layout.blob(digest));
    }

    /// Deletes what a transfer has left; marks last, since without their blob they mean nothing.
    public static void discardIngest(Path file) throws IOException {
        Disk.deleteIfExists(file);
        if (!Marks.isMarks(file)) {
            Disk.deleteIfExists(Marks.fileOf(file));
        }
    }

    /// Deletes what unfinished transfers have left, except where one is under way.
    ///
    /// @param held whether an operation still needs an ingest, open or not
    /// @return how many bytes that were
    public long discardIdleIngests(Predicate<Digest> held) throws IOException {
        long bytes = 0;
        List<Path> files;
        try (Stream<Path> found = Files.list(layout.ingests())) {
            files = found.toList();
        }
        for (Path file : files) {
            if (Marks.isMarks(file)) {
                continue;
            }
            Optional<Digest> digest = StoreLayout.digestOfIngest(file);
            Optional<Runnable> lock = digest.flatMap(ingesting::tryLock);
            if (lock.isEmpty()) {
                continue;
            }
            try {
                if (!held.test(digest.get())) {
                    bytes += Files.size(file);
                    discardIngest(file);
                }
            } catch (NoSuchFileException e) {
                // It was whole, and has been moved to its place meanwhile.
            } finally {
                lock.get().run();
            }
        }
        return bytes;
    }
}
