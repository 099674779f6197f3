package dev.varve.check;

import dev.varve.content.BlobStore;
import dev.varve.disk.StoreLayout;
import dev.varve.error.StoreException;
import dev.varve.image.ImageLayer;
import dev.varve.image.StoredImage;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.ImageTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.index.NameTable;
import dev.varve.layer.Drivers;
import dev.varve.layer.LayerSidecar;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.oci.ImageConfig;
import dev.varve.oci.Manifest;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Compares what the index says with what lies on the disk, both ways: what is named must be there
/// and whole, and what is there must be named. Blobs are read and hashed; the files inside layers
/// are not yet compared. For a store without operations under way.
public final class StoreCheck {
    private final StoreLayout layout;
    private final Index index;
    private final BlobStore blobs;
    private final Drivers drivers;
    private final List<Problem> problems = new ArrayList<>();

    public StoreCheck(StoreLayout layout, Index index, BlobStore blobs, Drivers drivers) {
        this.layout = layout;
        this.index = index;
        this.blobs = blobs;
        this.drivers = drivers;
    }

    public List<Problem> run() throws IOException {
        problems.clear();
        checkBlobs();
        for (StorageDriver driver : drivers.all()) {
            checkLayers(driver);
            checkContainers(driver);
        }
        drivers.unopened()
                .forEach((name, reason) ->
                        report(name, "its layers cannot be looked at: " + reason));
        checkImages();
        checkNothingElseLies();
        return List.copyOf(problems);
    }

    private void report(Object object, String description) {
        problems.add(new Problem(object.toString(), description));
    }

    private void checkBlobs() throws IOException {
        Set<Path> named = new HashSet<>();
        for (Descriptor blob : index.read(t -> new BlobTable(t).all())) {
            Path file = layout.blob(blob.digest());
            named.add(file);
            if (!Files.isRegularFile(file)) {
                report(blob.digest(), "the index names this blob and its file is missing");
            } else if (Files.size(file) != blob.size()) {
                report(blob.digest(), "the file has another size than the index says");
            } else if (!digestOf(file, blob.digest()).equals(blob.digest())) {
                report(blob.digest(), "the file's content does not fit its digest");
            }
        }
        for (String algorithm : List.of("sha256", "sha384", "sha512")) {
            for (Path file : list(layout.blobs(algorithm))) {
                if (!named.contains(file)) {
                    report(file, "the index does not name this blob");
                }
            }
        }
    }

    private static Digest digestOf(Path file, Digest expected) throws IOException {
        MessageDigest hash = expected.newHash();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return Digest.of(expected.algorithm(), hash.digest());
    }

    private void checkLayers(StorageDriver driver) throws IOException {
        Set<LayerKey> onDisk = new HashSet<>(driver.list());
        for (LayerTable.Row row : index.read(t -> new LayerTable(t).all())) {
            if (!row.driver().equals(driver.name())) {
                continue;
            }
            if (!onDisk.remove(row.key())) {
                report(row.chainId(), "the index names this layer and its directory is missing");
                continue;
            }
            Optional<String> sidecar = driver.sidecar(row.key());
            if (sidecar.isEmpty()) {
                report(row.chainId(), "layer.json is missing");
            } else if (!LayerSidecar.parse(sidecar.get()).chainId().equals(row.chainId())) {
                report(row.chainId(), "layer.json describes another layer");
            }
        }
        onDisk.forEach(key -> report(key, "the index does not name this layer directory"));
    }

    private void checkContainers(StorageDriver driver) throws IOException {
        Set<LayerKey> onDisk = new HashSet<>(driver.listWritable());
        for (ContainerTable.Row container : index.read(t -> new ContainerTable(t).all())) {
            if (!container.driver().equals(driver.name())) {
                continue;
            }
            String shown = "container " + container.name();
            if (!onDisk.remove(container.key())) {
                report(
                        shown,
                        "the index names this container and its writable layer is missing; what was"
                                + " written in it is lost: remove it");
            }
            Optional<ChainId> chain = container.chain();
            if (chain.isPresent()
                    && index.read(t -> new LayerTable(t).find(chain.get(), driver.name()))
                            .isEmpty()) {
                report(shown, "the layer " + chain.get() + " that it stands on is missing");
            }
        }
        onDisk.forEach(key -> report(key, "no container has this writable layer"));
    }

    private void checkImages() {
        Map<ChainId, Long> sizes = new HashMap<>();
        Set<Digest> blobsNamed = new HashSet<>();
        index.read(t -> new LayerTable(t).all())
                .forEach(row -> sizes.put(row.chainId(), row.size()));
        index.read(t -> new BlobTable(t).all()).forEach(blob -> blobsNamed.add(blob.digest()));
        for (StoredImage image : index.read(t -> new ImageTable(t).all())) {
            if (index.read(t -> new ImageTable(t).isArtifact(image.id()))) {
                checkArtifact(image, blobsNamed);
            } else {
                checkImage(image, sizes);
            }
        }
        for (NameTable.Row name : index.read(t -> new NameTable(t).all())) {
            if (!blobsNamed.contains(name.target())) {
                report(name.reference(), "the manifest behind this name is missing");
            }
        }
    }

    private void checkArtifact(StoredImage artifact, Set<Digest> blobsNamed) {
        try {
            Manifest manifest = Manifest.parse(blobs.readText(artifact.id()), "");
            for (Descriptor blob : manifest.blobs()) {
                if (!blobsNamed.contains(blob.digest())) {
                    report(artifact.id(), "its blob " + blob.digest() + " is missing");
                }
            }
        } catch (StoreException e) {
            report(artifact.id(), "its manifest cannot be read: " + e.getMessage());
        }
        if (!artifact.layers().isEmpty()) {
            report(artifact.id(), "it is an artifact and has layers");
        }
    }

    private void checkImage(StoredImage image, Map<ChainId, Long> sizes) {
        try {
            ImageConfig config = ImageConfig.parse(blobs.readText(image.id()));
            List<ChainId> chain = image.layers().stream().map(ImageLayer::chainId).toList();
            if (!ChainId.chain(config.diffIds()).equals(chain)) {
                report(image.id(), "its layers are not those of its config");
            }
        } catch (StoreException e) {
            report(image.id(), "its config cannot be read: " + e.getMessage());
        }
        for (ImageLayer layer : image.layers()) {
            if (!sizes.containsKey(layer.chainId())) {
                report(image.id(), "its layer " + layer.chainId() + " is missing");
            }
        }
    }

    private void checkNothingElseLies() throws IOException {
        Set<String> known = new HashSet<>(drivers.unopened().keySet());
        drivers.all().forEach(driver -> known.add(driver.name()));
        known.addAll(
                Set.of(
                        "varve.db",
                        "varve.db-wal",
                        "varve.db-shm",
                        "oci-layout",
                        "index.json",
                        // On its way to be index.json, now or when the power went.
                        ".index.json.new",
                        "blobs",
                        "ingest",
                        "tmp",
                        "mounts",
                        "reserve",
                        "lock",
                        "version",
                        "id"));
        for (Path file : list(layout.root())) {
            if (!known.contains(String.valueOf(file.getFileName()))) {
                report(file, "this does not belong to the store");
            }
        }
        for (Path file : list(layout.tmp())) {
            report(file, "a temporary file was left behind");
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
