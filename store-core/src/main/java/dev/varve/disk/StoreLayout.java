package dev.varve.disk;

import dev.varve.error.StoreException.InvalidArgument;
import dev.varve.oci.Digest;
import dev.varve.storage.disk.Disk;
import dev.varve.storage.space.FreeSpace;
import dev.varve.text.ShownSize;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/// Every path of the store, and the only place that builds one.
///
/// The root is an OCI image layout as it lies; see docs/on-disk-format.md.
public record StoreLayout(Path root) {
    private static final String OCI_LAYOUT = "{\"imageLayoutVersion\":\"1.0.0\"}";
    private static final String VERSION = "1\n";

    public StoreLayout {
        root = root.toAbsolutePath().normalize();
    }

    public Path index() {
        return root.resolve("varve.db");
    }

    /// An index in the making, to take the place of a damaged one.
    public Path freshIndex() {
        return root.resolve("varve.db.new");
    }

    /// Says what could not be restored when the index was made again. While it lies there, nothing
    /// that the index does not name is removed at a start.
    public Path unrestored() {
        return root.resolve("unrestored");
    }

    public Path lock() {
        return root.resolve("lock");
    }

    public Path version() {
        return root.resolve("version");
    }

    /// Holds the store's own name, a UUID, which stays as long as the store does.
    public Path id() {
        return root.resolve("id");
    }

    public Path ociLayout() {
        return root.resolve("oci-layout");
    }

    public Path ociIndex() {
        return root.resolve("index.json");
    }

    public Path blobs(String algorithm) {
        return root.resolve("blobs").resolve(algorithm);
    }

    public Path blob(Digest digest) {
        return blobs(digest.algorithm()).resolve(digest.hex());
    }

    public Path ingests() {
        return root.resolve("ingest");
    }

    /// A blob that is not complete, not verified or not yet named by the index.
    public Path ingest(Digest digest) {
        String name =
                digest.algorithm().equals("sha256")
                        ? digest.hex()
                        : digest.algorithm() + "-" + digest.hex();
        return ingests().resolve(name);
    }

    /// The digest that a file under `ingest/` is named after; empty for a stranger.
    public static Optional<Digest> digestOfIngest(Path file) {
        String name = String.valueOf(file.getFileName());
        int dash = name.indexOf('-');
        try {
            return Optional.of(
                    dash < 0
                            ? new Digest("sha256", name)
                            : new Digest(name.substring(0, dash), name.substring(dash + 1)));
        } catch (InvalidArgument notOurs) {
            return Optional.empty();
        }
    }

    public Path tmp() {
        return root.resolve("tmp");
    }

    /// Where images are mounted.
    public Path imageMounts() {
        return root.resolve("mounts");
    }

    /// Where one image is mounted, while it is.
    public Path imageMount(Digest image) {
        return imageMounts().resolve(image.hex());
    }

    /// Room that is kept for removals, see [Reserve].
    public Path reserve() {
        return root.resolve("reserve");
    }

    /// How many bytes the file system under the root has left for us.
    public long usableSpace() throws IOException {
        return freeSpace().bytes();
    }

    /// What the file system under the root has left for us.
    public FreeSpace freeSpace() throws IOException {
        return FreeSpace.of(root);
    }

    /// As [#freeSpace], for a person.
    public String shownFreeSpace() {
        try {
            FreeSpace free = freeSpace();
            String inodes =
                    free.inodes() == Long.MAX_VALUE ? "" : " and " + free.inodes() + " inodes";
            return root + " has " + ShownSize.of(free.bytes()) + inodes + " free";
        } catch (IOException e) {
            return root + " has an unknown rest: " + e.getMessage();
        }
    }

    /// Makes what is missing of the fixed part of the tree. Refuses a root that another version of
    /// Varve wrote.
    public void create() throws IOException {
        makeDirectory(root, "rwx--x--x");
        makeDirectory(root.resolve("blobs"), "rwx------");
        makeDirectory(blobs("sha256"), "rwx------");
        makeDirectory(blobs("sha384"), "rwx------");
        makeDirectory(blobs("sha512"), "rwx------");
        makeDirectory(ingests(), "rwx------");
        makeDirectory(tmp(), "rwx------");
        makeDirectory(imageMounts(), "rwx--x---");
        makeDirectory(reserve(), "rwx------");
        checkVersion();
        if (!Files.exists(id())) {
            AtomicFiles.write(id(), UUID.randomUUID().toString());
        }
        if (!Files.exists(ociLayout())) {
            AtomicFiles.write(ociLayout(), OCI_LAYOUT);
        }
    }

    private void checkVersion() throws IOException {
        if (!Files.exists(version())) {
            AtomicFiles.write(version(), VERSION);
            return;
        }
        String found = Files.readString(version());
        if (!found.equals(VERSION)) {
            throw new IOException(
                    "cannot open the store "
                            + root
                            + ": it has format version "
                            + found.strip()
                            + ", and this Varve reads version "
                            + VERSION.strip()
                            + "; use the Varve that wrote it");
        }
    }

    private static void makeDirectory(Path directory, String mode) throws IOException {
        if (!Files.isDirectory(directory)) {
            Disk.createDirectories(directory);
            Disk.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
            Path parent = directory.getParent();
            if (parent != null) {
                AtomicFiles.syncDirectory(parent);
            }
        }
    }
}
