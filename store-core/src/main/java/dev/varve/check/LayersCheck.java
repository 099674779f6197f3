package dev.varve.check;

import dev.varve.container.WritableSidecar;
import dev.varve.error.StoreException;
import dev.varve.index.ContainerTable;
import dev.varve.index.Index;
import dev.varve.index.LayerTable;
import dev.varve.layer.LayerSidecar;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Whether one driver has the layers that the index names, and says of them what the index says.
final class LayersCheck {
    private final StorageDriver driver;
    private final Contents contents;
    private final Index index;
    private final Findings findings;
    private final Map<ChainId, LayerKey> keys = new HashMap<>();
    private final Map<ChainId, Digest> blobs = new HashMap<>();

    LayersCheck(StorageDriver driver, Contents contents, Index index, Findings findings) {
        this.driver = driver;
        this.contents = contents;
        this.index = index;
        this.findings = findings;
        rows().forEach(row -> keys.put(row.chainId(), row.key()));
    }

    private List<LayerTable.Row> rows() {
        return contents.layers().stream()
                .filter(row -> row.driver().equals(driver.name()))
                .toList();
    }

    /// Which blob a layer was unpacked from, as its sidecar has it; known after [#layers] with
    /// `meta`.
    Map<ChainId, Digest> blobs() {
        return blobs;
    }

    /// @return those whose directories are there
    List<LayerTable.Row> layers(boolean meta) throws IOException {
        Set<LayerKey> onDisk = new HashSet<>(driver.list());
        List<LayerTable.Row> there = new ArrayList<>();
        for (LayerTable.Row row : rows()) {
            if (onDisk.contains(row.key())) {
                there.add(row);
                if (meta) {
                    meta(row);
                }
            } else if (isStillNamed(row)) {
                bad(row, "the index names this layer and its directory is missing");
            }
            if (row.parent().isPresent() && !keys.containsKey(row.parent().get())) {
                wrong(row, "the layer " + row.parent().get() + " below it is missing");
            }
        }
        return there;
    }

    private boolean isStillNamed(LayerTable.Row row) {
        return index.read(t -> new LayerTable(t).find(row.chainId(), driver.name())).isPresent();
    }

    private void meta(LayerTable.Row row) throws IOException {
        if (!ChainId.of(row.parent(), row.diffId()).equals(row.chainId())) {
            wrong(row, "the index has another diffID or parent of it than its chainID stands for");
        }
        driver.flaws(row.key(), row.parent().map(keys::get)).forEach(flaw -> bad(row, flaw));
        Optional<String> text = driver.sidecar(row.key());
        if (text.isEmpty()) {
            bad(row, "layer.json is missing");
            return;
        }
        try {
            LayerSidecar sidecar = LayerSidecar.parse(text.get());
            blobs.put(row.chainId(), sidecar.blob());
            if (!sidecar.chainId().equals(row.chainId())) {
                bad(row, "layer.json describes another layer");
            } else if (!sidecar.diffId().equals(row.diffId())
                    || !sidecar.parent().equals(row.parent())
                    || sidecar.size() != row.size()
                    || !sidecar.toJson().equals(text.get())) {
                bad(row, "layer.json and the index do not say the same of it");
            }
        } catch (StoreException e) {
            bad(row, String.valueOf(e.getMessage()));
        }
    }

    private void bad(LayerTable.Row row, String what) {
        findings.damaged(row, what);
    }

    /// Not the layer is, but what the index says of it.
    private void wrong(LayerTable.Row row, String what) {
        findings.add(row.chainId(), what, Findings.INDEX);
    }

    void containers(boolean meta) throws IOException {
        Set<LayerKey> onDisk = new HashSet<>(driver.listWritable());
        for (ContainerTable.Row container : contents.containers()) {
            if (!container.driver().equals(driver.name())) {
                continue;
            }
            List<String> flaws = new ArrayList<>();
            if (!onDisk.contains(container.key())) {
                flaws.add(
                        "the index names this container and its writable layer is missing; what was"
                                + " written in it is lost");
            } else if (meta) {
                sidecar(container).ifPresent(flaws::add);
            }
            container
                    .chain()
                    .filter(chain -> !keys.containsKey(chain))
                    .ifPresent(chain ->
                            flaws.add("the layer " + chain + " that it stands on is missing"));
            if (!flaws.isEmpty()
                    && index.read(t -> new ContainerTable(t).find(container.id())).isPresent()) {
                flaws.forEach(flaw ->
                        findings.add("container " + container.name(), flaw, Findings.RECREATE));
            }
        }
    }

    private Optional<String> sidecar(ContainerTable.Row container) throws IOException {
        Optional<String> sidecar = driver.sidecar(container.key());
        if (sidecar.isEmpty()) {
            return Optional.of("layer.json is missing");
        }
        return WritableSidecar.describes(sidecar.get(), container)
                ? Optional.empty()
                : Optional.of("layer.json and the index do not say the same of it");
    }
}
