package dev.varve.staging;

import dev.varve.index.BlobTable;
import dev.varve.index.LayerTable;
import dev.varve.index.Transaction;
import dev.varve.lease.Lease;
import dev.varve.oci.ChainId;
import dev.varve.oci.Descriptor;
import dev.varve.oci.Digest;
import dev.varve.storage.LayerKey;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// What of some images' layers the store has and what it lacks.
///
/// @param steps one for each stack of layers, parents before children
/// @param missing the compressed layers and opaque blobs that are not in the store, each once
/// @param opaque blobs of artifacts, each once: kept, not unpacked
/// @param unproven missing layers whose stack is there already, from another blob or another
///   image's: nobody unpacks them, and so it has to be checked that they are what the config means
public record LayerPlan(
        List<KnownImage> images,
        List<Step> steps,
        List<Descriptor> opaque,
        List<Descriptor> missing,
        List<Step> unproven) {
    /// @param blob the compressed layer
    /// @param present the unpacked layer's row, if it is there for the driver in use
    /// @param fetch whether the blob is missing; true for one step only when layers share a blob
    /// @param first whether no step before has the same blob
    public record Step(
            Descriptor blob,
            Digest diffId,
            ChainId chainId,
            Optional<ChainId> parent,
            Optional<LayerTable.Row> present,
            boolean fetch,
            boolean first) {
        public boolean complete() {
            return present.isPresent() && !fetch;
        }
    }

    /// Looks, under a lease that holds everything first, so that what is found stays.
    ///
    /// @param whole whether a blob that the index names counts as there
    /// @param mended layers that count as missing though the index names them
    static LayerPlan make(
            Transaction transaction,
            List<KnownImage> images,
            String driver,
            Lease lease,
            Predicate<Descriptor> whole,
            Set<ChainId> mended) {
        BlobTable blobs = new BlobTable(transaction);
        LayerTable layers = new LayerTable(transaction);
        Map<ChainId, Step> steps = new LinkedHashMap<>();
        Set<Digest> seen = new LinkedHashSet<>();
        Map<Digest, Descriptor> missing = new LinkedHashMap<>();
        Map<Digest, Descriptor> opaque = new LinkedHashMap<>();
        List<Step> all = new ArrayList<>();
        for (KnownImage image : images) {
            image.documents().keySet().forEach(d -> lease.hold(d.digest()));
            for (Descriptor blob : image.opaque()) {
                lease.hold(blob.digest());
                opaque.put(blob.digest(), blob);
                if (seen.add(blob.digest()) && blobs.find(blob.digest()).filter(whole).isEmpty()) {
                    missing.put(blob.digest(), blob);
                }
            }
            List<ChainId> chain = ChainId.chain(image.config().diffIds());
            for (int i = 0; i < chain.size(); i++) {
                Descriptor blob = image.manifest().layers().get(i);
                lease.hold(blob.digest());
                lease.hold(chain.get(i));
                boolean first = seen.add(blob.digest());
                boolean fetch = first && blobs.find(blob.digest()).filter(whole).isEmpty();
                if (fetch) {
                    missing.put(blob.digest(), blob);
                }
                Step step =
                        new Step(
                                blob,
                                image.config().diffIds().get(i),
                                chain.get(i),
                                i == 0 ? Optional.empty() : Optional.of(chain.get(i - 1)),
                                layers.find(chain.get(i), driver)
                                        .filter(row -> !mended.contains(row.chainId())),
                                fetch,
                                first);
                steps.putIfAbsent(step.chainId(), step);
                all.add(step);
            }
        }
        return new LayerPlan(
                List.copyOf(images),
                List.copyOf(steps.values()),
                List.copyOf(opaque.values()),
                List.copyOf(missing.values()),
                unproven(all, steps.values(), missing.keySet()));
    }

    private static List<Step> unproven(
            List<Step> all, Collection<Step> steps, Set<Digest> missing) {
        record Claim(Digest blob, Digest diffId) {}
        Set<Claim> proven = new HashSet<>();
        for (Step step : steps) {
            if (step.present().isEmpty()) {
                proven.add(new Claim(step.blob().digest(), step.diffId()));
            }
        }
        return all.stream()
                .filter(step -> missing.contains(step.blob().digest()))
                .filter(step -> proven.add(new Claim(step.blob().digest(), step.diffId())))
                .toList();
    }

    public List<Step> toUnpack() {
        return steps.stream().filter(step -> step.present().isEmpty()).toList();
    }

    public boolean isMissing(Descriptor blob) {
        return missing.stream().anyMatch(m -> m.digest().equals(blob.digest()));
    }

    /// Whether the store has every layer, compressed and unpacked.
    public boolean isComplete() {
        return missing.isEmpty() && toUnpack().isEmpty();
    }

    List<ChainId> chainsToUnpack() {
        return toUnpack().stream().map(Step::chainId).toList();
    }

    Optional<LayerKey> keyOf(ChainId chainId) {
        return steps.stream()
                .filter(step -> step.chainId().equals(chainId))
                .findFirst()
                .flatMap(Step::present)
                .map(LayerTable.Row::key);
    }
}
