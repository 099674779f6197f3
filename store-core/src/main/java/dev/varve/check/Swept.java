package dev.varve.check;

import dev.varve.container.WritableSidecar;
import dev.varve.error.StoreException;
import dev.varve.index.ContainerTable;
import dev.varve.layer.LayerSidecar;
import dev.varve.storage.LayerKey;
import dev.varve.storage.StorageDriver;
import dev.varve.text.GoQuote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// What a recovery has taken away, by the names that users know where there is one.
final class Swept {
    private static final int MOST_NAMES = 10;

    private final List<String> unfinished = new ArrayList<>();
    private final List<String> layers = new ArrayList<>();
    private final List<String> blobs = new ArrayList<>();
    private final List<String> containers = new ArrayList<>();

    /// Nothing says yet what such a layer was to be.
    void unfinished(StorageDriver driver, Collection<LayerKey> keys) {
        keys.forEach(key -> unfinished.add(driver.name() + "/" + key));
    }

    /// Call it before they are removed.
    void layers(StorageDriver driver, Collection<LayerKey> keys) throws IOException {
        name(driver, keys, layers, text -> LayerSidecar.parse(text).chainId().toString());
    }

    /// Call it before they are removed.
    void containers(StorageDriver driver, Collection<LayerKey> keys) throws IOException {
        for (LayerKey key : keys) {
            name(
                    driver,
                    List.of(key),
                    containers,
                    text ->
                            shown(
                                    WritableSidecar.parse(
                                            text, driver.name(), key, Optional.empty())));
        }
    }

    void blobs(Collection<?> digests) {
        digests.forEach(digest -> blobs.add(digest.toString()));
    }

    private static String shown(ContainerTable.Row container) {
        return GoQuote.escape(container.name() + " (" + container.id() + ")");
    }

    private static void name(
            StorageDriver driver,
            Collection<LayerKey> keys,
            List<String> names,
            Function<String, String> naming)
            throws IOException {
        for (LayerKey key : keys) {
            String name = driver.name() + "/" + key;
            try {
                name = driver.sidecar(key).map(naming).orElse(name);
            } catch (StoreException e) {
                // A sidecar that cannot be read goes with its layer; the layer's key names it.
            }
            names.add(name);
        }
    }

    /// One sentence; empty when there was nothing.
    Optional<String> sentence() {
        List<String> parts = new ArrayList<>();
        part(parts, "unfinished layer", "", unfinished);
        part(parts, "layer", " that no image has", layers);
        part(parts, "blob", " that no image has", blobs);
        part(parts, "container", " that was not made to the end or was being removed", containers);
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "swept what an interrupted operation had left: "
                                + String.join("; ", parts));
    }

    private static void part(List<String> parts, String what, String which, List<String> names) {
        if (names.isEmpty()) {
            return;
        }
        String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
        int more = names.size() - MOST_NAMES;
        String plural = names.size() == 1 ? "" : "s";
        parts.add(
                names.size()
                        + " "
                        + what
                        + plural
                        + which
                        + " ("
                        + shown
                        + (more > 0 ? " and " + more + " more" : "")
                        + ")");
    }
}
