package dev.varve.rebuild;

import dev.varve.container.WritableSidecar;
import dev.varve.error.StoreException;
import dev.varve.index.ContainerTable;
import dev.varve.layer.Drivers;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// The containers of all drivers, as their writable layers describe them.
///
/// @param now since when those are mounted that are
record FoundContainers(Drivers drivers, Instant now) {
    private static final String RENAME = "rename it, if it had another";

    List<ContainerTable.Row> find(Consumer<Unrestored> lost) throws IOException {
        List<ContainerTable.Row> found = new ArrayList<>();
        for (StorageDriver driver : drivers.all()) {
            for (LayerKey key : driver.listWritable()) {
                read(driver, key, lost).ifPresent(found::add);
            }
        }
        return withNames(found, lost);
    }

    private Optional<ContainerTable.Row> read(
            StorageDriver driver, LayerKey key, Consumer<Unrestored> lost) throws IOException {
        String flaw;
        try {
            Optional<String> sidecar = driver.sidecar(key);
            if (sidecar.isPresent()) {
                Optional<Instant> attached =
                        driver.isAttached(key) ? Optional.of(now) : Optional.empty();
                return Optional.of(
                        WritableSidecar.parse(sidecar.get(), driver.name(), key, attached));
            }
            flaw = "its layer.json is missing";
        } catch (StoreException e) {
            flaw = String.valueOf(e.getMessage());
        }
        lost.accept(
                new Unrestored(
                        "the container of the writable layer " + driver.name() + "/" + key,
                        flaw,
                        "copy what you need out of its directory"));
        return Optional.empty();
    }

    /// A container was made under its name, but may have been renamed since, and another made under
    /// the same name: that one is the newest.
    private static List<ContainerTable.Row> withNames(
            List<ContainerTable.Row> found, Consumer<Unrestored> lost) {
        List<ContainerTable.Row> rows = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ContainerTable.Row row :
                found.stream()
                        .sorted(Comparator.comparing(ContainerTable.Row::created).reversed())
                        .toList()) {
            if (!ids.add(row.id())) {
                continue;
            }
            String name = names.add(row.name()) ? row.name() : row.id().substring(0, 12);
            if (!name.equals(row.name())) {
                names.add(name);
                lost.accept(
                        new Unrestored(
                                "container " + name,
                                "a newer one has the name " + row.name() + " that it was made with",
                                RENAME));
            }
            rows.add(
                    new ContainerTable.Row(
                            row.id(),
                            name,
                            row.image(),
                            row.imageText(),
                            row.driver(),
                            row.key(),
                            row.chain(),
                            row.created(),
                            row.config(),
                            row.hostConfig(),
                            row.attached()));
        }
        return rows;
    }
}
