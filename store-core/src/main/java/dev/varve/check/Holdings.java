package dev.varve.check;

import dev.varve.disk.StoreLayout;
import dev.varve.index.BlobTable;
import dev.varve.index.ContainerTable;
import dev.varve.index.GarbageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.layer.Drivers;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What takes room: files of blobs, directories of layers.
record Holdings(Set<Path> blobs, Set<Layer> layers) {
    /// A committed or writable layer.
    record Layer(String driver, LayerKey key) {}

    static Holdings onDisk(StoreLayout layout, Drivers drivers) throws IOException {
        Set<Path> blobs = new HashSet<>();
        for (String algorithm : List.of("sha256", "sha384", "sha512")) {
            try (Stream<Path> files = Files.list(layout.blobs(algorithm))) {
                blobs.addAll(files.toList());
            }
        }
        Set<Layer> layers = new HashSet<>();
        for (StorageDriver driver : drivers.all()) {
            driver.list().forEach(key -> layers.add(new Layer(driver.name(), key)));
            driver.listWritable().forEach(key -> layers.add(new Layer(driver.name(), key)));
        }
        return new Holdings(blobs, layers);
    }

    /// What the index names, or lets go and remembers.
    static Holdings named(Transaction transaction, StoreLayout layout) {
        GarbageTable garbage = new GarbageTable(transaction);
        Set<Path> blobs =
                new BlobTable(transaction)
                        .all().stream()
                                .map(blob -> layout.blob(blob.digest()))
                                .collect(Collectors.toCollection(HashSet::new));
        garbage.blobs().forEach(digest -> blobs.add(layout.blob(digest)));
        Set<Layer> layers = new HashSet<>();
        new LayerTable(transaction).all().forEach(r -> layers.add(new Layer(r.driver(), r.key())));
        new ContainerTable(transaction)
                .all()
                .forEach(r -> layers.add(new Layer(r.driver(), r.key())));
        for (String driver : garbage.drivers()) {
            garbage.layers(driver).forEach(key -> layers.add(new Layer(driver, key)));
        }
        return new Holdings(blobs, layers);
    }

    Holdings without(Holdings other) {
        Holdings rest = new Holdings(new HashSet<>(blobs), new HashSet<>(layers));
        rest.blobs.removeAll(other.blobs);
        rest.layers.removeAll(other.layers);
        return rest;
    }

    Holdings alsoIn(Holdings other) {
        return without(without(other));
    }

    boolean isEmpty() {
        return blobs.isEmpty() && layers.isEmpty();
    }

    int count() {
        return blobs.size() + layers.size();
    }
}
