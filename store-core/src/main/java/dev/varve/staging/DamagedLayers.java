package dev.varve.staging;

import dev.varve.index.ContainerTable;
import dev.varve.index.DamageTable;
import dev.varve.index.ImageMountTable;
import dev.varve.index.ImageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.oci.ChainId;
import dev.varve.storage.StorageDriver;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which of a driver's damaged layers can be replaced now.
final class DamagedLayers {
    private DamagedLayers() {}

    /// Those that are mounted stay as they are: whoever works there would lose the files below.
    static Set<ChainId> replaceable(Transaction transaction, StorageDriver driver) {
        if (!driver.replacesLayers()) {
            return Set.of();
        }
        Set<ChainId> damaged = new HashSet<>(new DamageTable(transaction).layers(driver.name()));
        if (!damaged.isEmpty()) {
            damaged.removeAll(mounted(transaction, driver));
        }
        return damaged;
    }

    private static Set<ChainId> mounted(Transaction transaction, StorageDriver driver) {
        Set<ChainId> mounted = new HashSet<>();
        LayerTable layers = new LayerTable(transaction);
        ContainerTable containers = new ContainerTable(transaction);
        for (ContainerTable.Mounted container : containers.attached(driver.name())) {
            containers
                    .find(container.id())
                    .flatMap(ContainerTable.Row::chain)
                    .ifPresent(top -> mounted.addAll(layers.stack(top)));
        }
        ImageTable images = new ImageTable(transaction);
        for (ImageMountTable.Row mount : new ImageMountTable(transaction).all()) {
            Optional.of(mount.image())
                    .flatMap(images::find)
                    .ifPresent(
                            image -> image.layers().forEach(layer -> mounted.add(layer.chainId())));
        }
        return mounted;
    }
}
