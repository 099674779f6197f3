package dev.varve.rebuild;

import dev.varve.error.StoreException;
import dev.varve.index.LayerTable;
import dev.varve.layer.Drivers;
import dev.varve.layer.LayerSidecar;
import dev.varve.oci.ChainId;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The unpacked layers of all drivers, as they describe themselves.
record FoundLayers(Map<ChainId, Map<String, LayerTable.Row>> rows) {
    static FoundLayers of(Drivers drivers, Consumer<Unrestored> lost) throws IOException {
        FoundLayers found = new FoundLayers(new LinkedHashMap<>());
        for (StorageDriver driver : drivers.all()) {
            for (LayerKey key : driver.list().stream().sorted(FoundLayers::compare).toList()) {
                found.add(driver, key, lost);
            }
        }
        return found;
    }

    private static int compare(LayerKey one, LayerKey other) {
        return one.value().compareTo(other.value());
    }

    private void add(StorageDriver driver, LayerKey key, Consumer<Unrestored> lost)
            throws IOException {
        String flaw;
        try {
            Optional<String> text = driver.sidecar(key);
            if (text.isPresent()) {
                LayerSidecar sidecar = LayerSidecar.parse(text.get());
                if (ChainId.of(sidecar.parent(), sidecar.diffId()).equals(sidecar.chainId())) {
                    rows.computeIfAbsent(sidecar.chainId(), _ -> new LinkedHashMap<>())
                            .putIfAbsent(driver.name(), row(sidecar, driver.name(), key));
                    return;
                }
                flaw = "its layer.json contradicts itself";
            } else {
                flaw = "its layer.json is missing";
            }
        } catch (StoreException e) {
            flaw = String.valueOf(e.getMessage());
        }
        lost.accept(
                new Unrestored(
                        "layer " + driver.name() + "/" + key,
                        flaw,
                        "pull or load the images again that miss a layer"));
    }

    private static LayerTable.Row row(LayerSidecar sidecar, String driver, LayerKey key) {
        return new LayerTable.Row(
                sidecar.chainId(), driver, key, sidecar.diffId(), sidecar.parent(), sidecar.size());
    }

    boolean contains(ChainId chain) {
        return rows.containsKey(chain);
    }

    List<LayerTable.Row> of(ChainId chain) {
        return List.copyOf(rows.getOrDefault(chain, Map.of()).values());
    }

    Map<ChainId, Long> sizes() {
        Map<ChainId, Long> sizes = new HashMap<>();
        rows.forEach((chain, all) -> sizes.put(chain, all.values().iterator().next().size()));
        return sizes;
    }
}
