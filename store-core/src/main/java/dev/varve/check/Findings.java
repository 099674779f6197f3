package dev.varve.check;

import dev.varve.index.BlobTable;
import dev.varve.index.DamageTable;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.oci.ChainId;
import dev.varve.oci.Digest;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a check finds while it goes on.
final class Findings {
    static final String BRING_AGAIN =
            "varve system check --repair, or pull or load an image that has it";
    static final String RESTART = "start varved again, which removes what nothing names";
    static final String RECREATE = "remove the container and create it again";
    static final String INDEX = "varve system check --rebuild-index";

    private final Set<Problem> problems = new LinkedHashSet<>();
    private final Set<String> unchecked = new LinkedHashSet<>();
    private final Map<Digest, String> damagedBlobs = new LinkedHashMap<>();
    private final Map<Layer, String> damagedLayers = new LinkedHashMap<>();
    private final Set<Digest> soundBlobs = new HashSet<>();
    private final Set<Layer> soundLayers = new HashSet<>();

    private record Layer(ChainId chain, String driver) {
        static Layer of(LayerTable.Row row) {
            return new Layer(row.chainId(), row.driver());
        }
    }

    int blobsRead;
    int layersRead;

    void add(Object object, String description, String cure) {
        problems.add(new Problem(object.toString(), description, cure));
    }

    void damaged(Digest blob, String description) {
        add(blob, description, BRING_AGAIN);
        damagedBlobs.putIfAbsent(blob, description);
    }

    void damaged(LayerTable.Row layer, String description) {
        add(layer.chainId(), description, BRING_AGAIN);
        damagedLayers.putIfAbsent(Layer.of(layer), description);
    }

    /// Every byte was read.
    void sound(Digest blob) {
        soundBlobs.add(blob);
    }

    /// Every file was compared.
    void sound(LayerTable.Row layer) {
        soundLayers.add(Layer.of(layer));
    }

    /// Notes in the index what is damaged and what is no longer.
    void note(Transaction transaction) {
        DamageTable damage = new DamageTable(transaction);
        BlobTable blobs = new BlobTable(transaction);
        LayerTable layers = new LayerTable(transaction);
        soundBlobs.stream().filter(b -> !damagedBlobs.containsKey(b)).forEach(damage::clear);
        soundLayers.stream()
                .filter(layer -> !damagedLayers.containsKey(layer))
                .forEach(layer -> damage.clear(layer.chain(), layer.driver()));
        damagedBlobs.forEach((blob, problem) -> {
            if (blobs.contains(blob)) {
                damage.mark(blob, problem);
            }
        });
        damagedLayers.forEach((layer, problem) -> {
            if (layers.find(layer.chain(), layer.driver()).isPresent()) {
                damage.mark(layer.chain(), layer.driver(), problem);
            }
        });
    }

    void unchecked(String sentence) {
        unchecked.add(sentence);
    }

    List<Problem> problems() {
        return new ArrayList<>(problems);
    }

    CheckReport report(CheckLevel level, int blobs, int layers) {
        return new CheckReport(
                level,
                List.copyOf(problems),
                List.copyOf(unchecked),
                blobs,
                blobsRead,
                layers,
                layersRead);
    }
}
